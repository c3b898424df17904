//! The languages of the pages: whole, and each person's own.

use crate::process::{Daemon, drop_file, planned, requests, wait_for};
use crate::support::Engine;
use crate::visitor::Visitor;

const PAGES: [&str; 13] = [
    "/",
    "/own",
    "/requests",
    "/requests?view=held",
    "/requests?view=corrections",
    "/requests?view=all",
    "/requests/microfinance-subsidy/APP-1",
    "/batches",
    "/batches/1",
    "/treasury",
    "/plan",
    "/reports",
    "/notices",
];

/// The words of a page without its tags.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in page.chars() {
        match c {
            '<' => (inside, text) = (true, text + " "),
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn every_page_is_whole_in_every_language() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    drop_file(&office, "a.csv", &requests(["APP-1".to_owned()]));
    wait_for("the batch is formed", || !office.list(&["batch", "list"]).is_empty());
    for person in ["specialist", "head", "finance", "auditor"] {
        let visitor = Visitor::named(&daemon, person);
        for lang in ["ru", "kk", "en"] {
            assert_eq!(visitor.send("/language", &[("lang", lang), ("to", "/")]).status, 303);
            for path in PAGES {
                let page = visitor.get(path);
                assert_eq!(page.status, 200, "{path}");
                assert!(page.body.contains(&format!("<html lang=\"{lang}\">")), "{path} in {lang}");
                let (words, main) = (words(&page.body), page.main().to_owned());
                for id in words.split_whitespace().filter(|w| w.contains('-') && !w.contains(char::is_uppercase)) {
                    // a text that is missing is shown as its name
                    let name = id.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                    let known = ["treasury-xml", "microfinance-subsidy", "guarantee-commission", "waiting-list"];
                    let looks = name.is_ascii()
                        && name.split('-').all(|p| p.chars().all(|c| c.is_ascii_lowercase()) && p.len() > 1);
                    let prefix = name.split('-').next().unwrap();
                    let ours = [
                        "console",
                        "nav",
                        "home",
                        "requests",
                        "request",
                        "batch",
                        "batches",
                        "own",
                        "col",
                        "plan",
                        "statement",
                        "treasury",
                        "reports",
                        "notices",
                        "signer",
                        "check",
                        "verdict",
                        "act",
                        "advice",
                    ];
                    assert!(
                        !(looks && ours.contains(&prefix) && !known.contains(&name)),
                        "{path} in {lang}: {name}\n{main}"
                    );
                }
                assert!(
                    !words.contains("{ $") && !words.contains("{$"),
                    "{path} in {lang}: a value is missing\n{main}"
                );
                if lang == "kk" {
                    assert!(words.contains('ұ') || words.contains('қ'), "{path} is not in Kazakh");
                }
                if lang == "en" {
                    let own =
                        words.replace("ОБРАЗЕЦ / ҮЛГІ / SANDBOX", "").replace("Қазақша", "").replace("Русский", "");
                    let left: Vec<&str> =
                        own.split_whitespace().filter(|w| w.chars().any(|c| ('а'..='я').contains(&c))).collect();
                    let data =
                        ["ТОО", "МФО", "Береке", "АО", "Народный", "банк", "Казахстана", "«Народный", "Казахстана»"];
                    let mixed: Vec<&&str> = left.iter().filter(|w| !data.contains(w)).collect();
                    assert!(
                        mixed.is_empty() || path.contains("microfinance") || path.contains("batches"),
                        "{path}: {mixed:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_person_keeps_the_language_that_was_chosen() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    let visitor = Visitor::named(&daemon, "head");
    visitor.get("/").says("<html lang=\"ru\">");
    visitor.send("/language", &[("lang", "kk"), ("to", "/batches")]);
    Visitor::named(&daemon, "head").get("/").says("<html lang=\"kk\">").says("Шолу");
    Visitor::named(&daemon, "finance").get("/").says("<html lang=\"ru\">");
}
