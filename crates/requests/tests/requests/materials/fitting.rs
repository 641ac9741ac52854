//! Which files go with which outcome.

#[test]
fn a_draft_goes_on_with_files_that_fit_its_outcome() {
    use requests::decide::{Context, Refusal, release};
    use requests::model::Request as Case;
    use requests::model::event::{LayerDrawn, MaterialAdded, ReleaseMade, RequestEvent, SealedFile};
    use store::PartRef;

    let law = law::Law::load(None).unwrap();
    let organisation = identity::Organisation {
        id: identity::OrganisationId("hz-housing".into()),
        code: "hz-housing".into(),
        name: "演示".into(),
        short_name: "演示".into(),
        kind: law::OrganisationKind::Department,
        division: calendar::DivisionCode::parse("330100").unwrap(),
        parent: None,
        letter_mark: None,
        acknowledgement_confirms: false,
        contact: identity::Contact::default(),
    };
    let context = Context { law: &law, today: jiff::civil::date(2026, 11, 24), organisation: &organisation };
    let part = |id: &str| PartRef { part: id.into(), commitment: "c".into() };
    let file = || SealedFile { content: part("f"), name: part("n"), media_type: "application/pdf".into(), size: 1 };
    let person = || "p".to_owned();
    let added = |id: &str| RequestEvent::MaterialAdded(MaterialAdded { id: id.into(), file: file(), pages: 1, person: person() });
    let drawn = |layer: &str| RequestEvent::LayerDrawn(LayerDrawn { material: "a".into(), layer: part(layer), person: person() });
    let made = |layer: &str, partial: bool| {
        let (material, layer) = ("a".to_owned(), part(layer));
        RequestEvent::ReleaseMade(ReleaseMade { material, layer, file: file(), number: 1, partial, person: person() })
    };
    let table = [
        (vec![], "3.4", None),
        (vec![added("a")], "1", Some("material-not-made")),
        (vec![added("a"), drawn("x")], "1", Some("material-not-made")),
        (vec![added("a"), drawn("x"), made("x", false)], "1", None),
        (vec![added("a"), drawn("x"), made("x", false)], "2", None),
        (vec![added("a"), drawn("x"), made("x", false)], "4.1", Some("material-not-provided")),
        (vec![added("a"), drawn("x"), made("x", true)], "1", Some("material-partial")),
        (vec![added("a"), drawn("x"), made("x", true)], "2", None),
        (vec![added("a"), drawn("x"), made("x", true), drawn("y")], "2", Some("material-out-of-date")),
        (vec![added("a"), drawn("x"), made("x", true), drawn("y"), made("y", true)], "2", None),
        (vec![added("a"), drawn("x"), made("x", true), added("b")], "2", Some("material-not-made")),
    ];
    for (events, outcome, refusal) in table {
        let state = Case::default().evolve_all(&events);
        let found = release::hand_on(&state, outcome, &context).err();
        assert_eq!(found, refusal.map(Refusal::Already), "{outcome} after {events:?}");
    }
    let state = Case::default().evolve_all(&[added("a"), drawn("x"), made("x", true), added("b")]);
    assert_eq!((release::attachment_number(&state, "a"), release::attachment_number(&state, "b")), (1, 2));
}
