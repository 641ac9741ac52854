//! The one place that names the capabilities: a new one is added here, and nowhere else in this crate.

use std::{any::Any, panic::catch_unwind, sync::Arc};
use utoipa_axum::router::OpenApiRouter;
use web::{Language, Sample};

/// What each brings to the store.
pub fn capabilities() -> Vec<Arc<dyn store::Capability>> {
    vec![identity::capability(), inbox::capability(), publishing::capability(), requests::capability()]
}

/// What each brings to the store of a program that serves: the same, and what must happen at a time.
pub fn serving(law: &Arc<law::Law>, settings: &web::Settings) -> Vec<Arc<dyn store::Capability>> {
    let reminding = inbox::reminding(crate::reminding::setting(law.clone(), settings.base_url.clone()));
    let deciding = requests::serving(law.clone(), requests::told::Notes::of(settings));
    let serving = |capability: Arc<dyn store::Capability>| match capability.name() {
        "inbox" => reminding.clone(),
        "requests" => deciding.clone(),
        _ => capability,
    };
    capabilities().into_iter().map(serving).collect()
}

/// Every page and every path of the API.
pub fn routes() -> web::Routes {
    OpenApiRouter::with_openapi(crate::openapi::frame())
        .merge(crate::operation::routes())
        .merge(portal::routes())
        .merge(administration::routes())
        .merge(desk::routes())
        .merge(publishing::routes())
        .merge(requests::routes())
}

/// What each puts into the office rail, in order: first what a person has to do, then the places where it is done.
pub fn rails() -> Vec<Arc<dyn web::RailSource>> {
    vec![desk::rail(), requests::rail(), publishing::rail(), administration::rail()]
}

type Samples = fn(Language) -> Vec<Sample>;

/// Every template with sample contexts, by crate; a crate whose samples panic answers with the panic's words.
pub fn samples(language: Language) -> Vec<(&'static str, Result<Vec<Sample>, String>)> {
    let crates: [(&'static str, Samples); 6] = [
        ("web", web::samples),
        ("portal", portal::samples),
        ("administration", administration::samples),
        ("desk", desk::samples),
        ("publishing", publishing::samples),
        ("requests", requests::samples),
    ];
    crates.into_iter().map(|(name, samples)| (name, catch_unwind(|| samples(language)).map_err(|panic| words(panic.as_ref())))).collect()
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}
