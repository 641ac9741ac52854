//! A posted act on one thing.

use crate::{App, ProtectedForm, Visit, WebError};
use axum::{
    RequestExt,
    extract::{FromRequest, Path, Request},
    http::HeaderMap,
};

/// An act on the one thing that the address names, as it was posted: an extractor. Its form's token was checked.
pub struct Posted {
    /// the application
    pub app: App,
    /// who posted it, in which language
    pub visit: Visit,
    /// for a form that is shown again
    pub headers: HeaderMap,
    /// the one parameter of the address
    pub id: String,
    /// what was typed
    pub form: ProtectedForm,
}

impl FromRequest<App> for Posted {
    type Rejection = WebError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let Ok(visit) = request.extract_parts_with_state::<Visit, App>(app).await;
        let Path(id) = request.extract_parts::<Path<String>>().await.map_err(|_| WebError::NotFound)?;
        let headers = request.headers().clone();
        let form = ProtectedForm::from_request(request, app).await?;
        Ok(Posted { app: app.clone(), visit, headers, id, form })
    }
}
