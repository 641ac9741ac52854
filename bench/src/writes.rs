//! Acknowledged requests a second, against bare group commit of the same rows in the same kind of database.

use crate::{
    City, Failed, client,
    report::{Figure, Report},
    rows::{self, Rows},
};
use serde_json::json;
use std::{path::Path, sync::Arc, time::Duration};

/// Clients, and how many requests they make together.
const LEVELS: [(usize, usize); 3] = [(1, 400), (8, 2000), (64, 6000)];
const AT_MOST: Duration = Duration::from_secs(30);

/// Each level with its own baseline of the rows that it wrote.
pub async fn measure(city: &City, data: &Path, folder: &Path, report: &mut Report) -> Result<(), Failed> {
    let body = json!({
        "organisation": "hz-housing",
        "applicant": {"kind": "natural-person", "name": "欧阳演示", "identity": {"type": "resident-identity-card", "number": "11010519491231002X"}, "phone": "0571-00000000"},
        "subject": "物业维修资金收支",
        "description": "2015 年度各小区收支汇总",
        "form": "electronic",
        "delivery": "online",
    });
    let requests = Arc::new(vec![client::post("/api/v1/requests", &body.to_string())]);
    for (clients, count) in LEVELS {
        let mut database = rows::open(&data.join("gongkai.sqlite")).await?;
        let before = rows::last(&mut database).await?;
        let here = client::rate(city.address, clients, requests.clone(), 201, count, AT_MOST).await?;
        let written = Arc::new(Rows::since(&mut database, &before).await?);
        let copy = folder.join(format!("bare-{clients}.sqlite"));
        let there = rows::group_commit(&mut database, &copy, written, clients).await?;
        let figure = |value| Figure { value, unit: "requests/s" };
        report.add(&format!("acknowledged requests, {clients} clients"), figure(here), Some(("group commit of the same rows", figure(there))), Some("a quarter or more"));
    }
    Ok(())
}
