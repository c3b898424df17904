//! When an event counts, and the four due moments (004 §5.1–5.4).

use chrono::Duration;

use super::scene::{Days, both, both_with, moment, read, text};
use crate::support::office::request;

#[test]
// law: 004-5.1-limit, time-next-day, time-outside-hours
fn a_registration_at_any_hour_counts_and_is_due_as_a_calendar_of_ones_own_says() {
    both(|scene| {
        let days = Days::of(scene);
        let first = moment("2025-12-29T00:30");
        let mut moments: Vec<_> = (0..240).map(|i| first + Duration::minutes(i * 437)).collect();
        let edges =
            ["2026-03-19T18:29", "2026-03-19T18:30", "2026-03-19T18:31", "2026-03-20T18:30", "2026-03-20T18:31"];
        let quiet = ["2026-03-07T12:00", "2026-03-23T12:00", "2026-03-02T06:00", "2026-01-02T00:00"];
        moments.extend(edges.iter().chain(&quiet).map(|at| moment(at)));
        let rows: Vec<String> =
            moments.iter().enumerate().map(|(i, at)| request(&format!("N{i}"), &at.to_rfc3339(), 1)).collect();
        scene.take("2026-04-01T10:00", &rows);
        let list = scene.requests();
        for (i, at) in moments.iter().enumerate() {
            let found = list.iter().find(|r| r["number"] == format!("N{i}")).unwrap();
            assert_eq!(read(&found["registered_at"]), *at);
            assert_eq!(read(&found["effective_at"]), days.effective(*at), "{at}: effective");
            assert_eq!(read(&found["confirm_due"]), days.due(*at, 1), "{at}: due");
            assert_eq!(text(&found["form_due"]), "", "nothing is due before the confirmation");
        }
    });
}

#[test]
// law: 004-5.2-limit
fn the_forming_is_due_two_working_days_after_the_confirmation_counts() {
    let confirmed = [
        ("A", "2026-03-02T08:00", "2026-03-04T18:30"),
        ("B", "2026-03-02T18:29", "2026-03-04T18:30"),
        ("C", "2026-03-02T18:30", "2026-03-04T18:30"),
        ("D", "2026-03-02T18:31", "2026-03-05T18:30"),
        ("E", "2026-03-07T12:00", "2026-03-12T18:30"),
        ("F", "2026-03-20T18:31", "2026-03-30T18:30"),
        ("G", "2026-03-23T12:00", "2026-03-30T18:30"),
    ];
    both(|scene| {
        let days = Days::of(scene);
        let rows: Vec<String> = confirmed.iter().map(|c| request(c.0, "2026-02-27T10:00:00+05:00", 5)).collect();
        scene.take("2026-03-01T09:00", &rows);
        for (number, at, due) in confirmed {
            scene.must(at, "specialist", &["request", "confirm", number]);
            let found = scene.request(number);
            assert_eq!(read(&found["confirmed_at"]), moment(at));
            assert_eq!(read(&found["form_due"]), moment(due), "{number}");
            assert_eq!(moment(due), days.due(moment(at), 2), "{number}: by the other calendar");
        }
    });
}

#[test]
// law: 004-5.3-limit, 004-5.4-limit, time-same-day, time-after-closing
fn signature_and_dispatch_are_due_at_the_closing_of_the_day_on_which_the_act_before_counts() {
    let ways = [
        ("2026-03-02", "2026-03-02T18:30", "2026-03-02T18:30"),
        ("2026-03-03", "2026-03-03T18:31", "2026-03-04T18:30"),
        ("2026-03-05", "2026-03-07T12:00", "2026-03-10T18:30"),
        ("2026-03-20", "2026-03-23T10:00", "2026-03-26T18:30"),
        ("2026-03-27", "2026-03-30T07:00", "2026-03-30T18:30"),
    ];
    both_with(100, |scene| {
        let days = Days::of(scene);
        for (number, (formed, signed, due)) in (1..).zip(ways) {
            let at = format!("{formed}T09:00:00+05:00");
            scene.take(&format!("{formed}T09:30"), &[request(&format!("R{number}"), &at, 5)]);
            scene.tick(&format!("{formed}T18:30"));
            scene.sign(signed, number);
            let batch = scene.batch(number);
            assert_eq!(read(&batch["sign_due"]), moment(&format!("{formed}T18:30")));
            assert_eq!(read(&batch["dispatch_due"]), moment(due), "batch {number}");
            assert_eq!(moment(due), days.due(moment(signed), 0), "batch {number}: by the other calendar");
            let order = scene.order(&format!("2026-{number}"));
            assert_eq!((&order["sign_due"], &order["dispatch_due"]), (&batch["sign_due"], &batch["dispatch_due"]));
            assert_eq!((read(&order["signed_at"]), read(&batch["signed_at"])), (moment(signed), moment(signed)));
        }
    });
}

#[test]
fn a_moment_whose_due_day_the_calendar_does_not_know_is_refused() {
    both(|scene| {
        let rows = [request("LAST", "2027-12-31T10:00:00+05:00", 5), request("GOOD", "2027-12-30T10:00:00+05:00", 5)];
        let file = scene.write("in/last.csv", format!("{}\n{}\n", crate::support::office::REQUESTS, rows.join("\n")));
        let ran = scene.run("2027-12-31T11:00", "specialist", &["request", "import", &file]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["outside-calendar".to_owned()]), "{ran:?}");
        assert_eq!(scene.requests().len(), 1, "the other row went in");
        let words = ["calendar", "due", "--from", "2027-12-31T18:31:00+05:00", "--limit", "same-day"];
        let ran = scene.run("", "", &words);
        assert_eq!((ran.code, ran.codes()), (3, vec!["outside-calendar".to_owned()]), "{ran:?}");
    });
}

#[test]
fn a_calendar_that_ends_stops_new_deadlines_and_not_what_is_signed() {
    both_with(100, |scene| {
        let plan = crate::support::office::plan_row("payments", "N", "2027-01-05", super::scene::january(100));
        let ran = scene.plan("2027-12-27T09:00", &[plan.replacen("2026", "2027", 1)]);
        assert_eq!(ran.code, 0, "{ran:?}");
        scene.take("2027-12-27T09:10", &[request("A", "2027-12-27T09:05:00+05:00", 5)]);
        scene.tick("2027-12-27T10:00");
        scene.take("2027-12-30T09:10", &[request("B", "2027-12-30T09:05:00+05:00", 5)]);
        scene.sign("2027-12-31T09:00", 1);
        let ran = scene.run("2027-12-31T10:00", "", &["tick"]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["outside-calendar".to_owned()]), "{ran:?}");
        assert_eq!(scene.batch_status(1), "exported", "signed, and due today");
        assert_eq!(scene.facts("B", ["status"]), ["registered"]);
    });
}

#[test]
// law: time-zone
fn a_limit_across_the_change_of_zone_keeps_the_wall_clock() {
    both(|scene| {
        let row = |number: &str, at: &str| request(number, at, 5).replace("2025", "2023");
        let rows = [
            row("A", "2024-02-29T18:30:00+06:00"),
            row("B", "2024-02-29T18:31:00+06:00"),
            row("C", "2024-02-29T14:00:00Z"),
        ];
        scene.take("2026-03-01T09:00", &rows);
        let [day, next] = ["2024-03-01T18:30:00+05:00", "2024-03-04T18:30:00+05:00"];
        for (number, due) in [("A", day), ("B", next), ("C", next)] {
            assert_eq!(scene.facts(number, ["confirm_due"]), [due], "{number}");
        }
    });
}

#[test]
// law: time-calendar-data
fn an_official_corrects_the_calendar_and_the_deadlines_follow() {
    both(|scene| {
        let due = |limit: &str| {
            let words = ["calendar", "due", "--from", "2026-06-18T10:00:00+05:00", "--limit", limit];
            let found = scene.must("", "", &words);
            let counted: Vec<String> = found["steps"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|s| s["counted"] == true)
                .map(|s| text(&s["date"]))
                .collect();
            (text(&found["due"]), counted)
        };
        assert_eq!(due("1wd"), ("2026-06-19T18:30:00+05:00".into(), vec!["2026-06-19".into()]));
        let path = scene.path("rules/calendar/2026.csv");
        let mut calendar = std::fs::read_to_string(&path).unwrap();
        calendar.push_str(
            "2026-06-19,day-off,перенос,ауысу,moved,order 1\n2026-06-20,workday,за 19-е,орнына,instead,order 1\n",
        );
        std::fs::write(&path, calendar).unwrap();
        assert_eq!(due("1wd"), ("2026-06-20T18:30:00+05:00".into(), vec!["2026-06-20".into()]));
        assert_eq!(due("2wd").0, "2026-06-22T18:30:00+05:00");
    });
}

#[test]
// law: time-working-hours, time-continuous
fn minutes_run_in_working_time_and_seconds_round_the_clock() {
    both(|scene| {
        let due = |from: &str, limit: &str| {
            text(&scene.must("", "", &["calendar", "due", "--from", from, "--limit", limit])["due"])
        };
        assert_eq!(due("2026-03-02T12:50:00+05:00", "20min"), "2026-03-02T14:40:00+05:00");
        assert_eq!(due("2026-03-06T18:00:00+05:00", "2h"), "2026-03-10T10:30:00+05:00");
        assert_eq!(due("2026-03-07T23:59:50+05:00", "20s"), "2026-03-08T00:00:10+05:00");
    });
}
