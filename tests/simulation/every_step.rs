//! One story in which every kind of command comes, and every step of each of them is once the last: the program dies
//! before it, by a kill or by a power cut, the same command is typed again, and all ends as if nothing had been.

use chrono::Duration;

use super::acts::Act;
use super::answers::{Line, Statement};
use super::crash::Disk;
use super::days::{HOURS, at};
use super::differs;
use super::model::{Setup, Status};
use super::people::{document, line_text};
use super::support::Engine;
use super::world::{Held, World};

/// What happens next in the story; the clock moves on by so many minutes before.
type Scene = (i64, &'static str, fn(&mut World) -> Act);

/// A statement that answers these orders.
fn answer(world: &mut World, number: &str, answers: &[(usize, Status)]) -> Act {
    let date = world.now.date_naive();
    let line = |(order, outcome): &(usize, Status)| {
        let o = &world.model.orders[*order];
        let mut line = Line {
            order: o.reference(),
            amount: o.amount,
            bin: o.bin.to_owned(),
            account: o.account.to_owned(),
            outcome: *outcome,
            value_date: date,
            text: String::new(),
        };
        line.text = line_text(&line, number, date);
        line
    };
    let lines = answers.iter().map(line).collect();
    Act::Answer { file: String::new(), statement: Statement { number: number.to_owned(), date, lines } }
}

/// The order that the head declines: the first of the second batch.
fn declined(world: &World) -> usize {
    world.model.members(1).next().unwrap()
}

fn resolve() -> Act {
    Act::Resolve { batch: 0, paid: false, orders: Vec::new(), reason: "the treasury has nothing".to_owned() }
}

const STORY: &[Scene] = &[
    (0, "finance", |world| {
        let mut months = [0; 12];
        (months[0], months[11]) = (60_000, 40_000);
        let plan = |s| document(2026, "payments", format!("P{s}"), world.now.date_naive(), s, months);
        Act::Plan { file: String::new(), documents: [0, 1].map(plan).into() }
    }),
    (5, "specialist", |world| Act::Take { file: String::new(), rows: world.people().rows(8) }),
    (5, "", |world| {
        world.drop_file();
        Act::Tick
    }),
    (5, "head", |w| Act::Decline(1, declined(w), "look again".to_owned())),
    (5, "specialist", |w| Act::Release(w.model.orders[declined(w)].request, "seen".to_owned())),
    (5, "specialist", |w| Act::Correct {
        request: w.model.orders[declined(w)].request,
        account: "KZ459480304000015500",
        bic: "EURIKZKA",
        fits: true,
        document: "letter".to_owned(),
    }),
    (5, "head", |w| Act::Approve(w.model.orders[declined(w)].request)),
    (5, "", |_| Act::Tick),
    (5, "head", |_| Act::Sign(0)),
    (1, "head", |_| Act::Sign(1)),
    (5, "", |_| Act::Tick),
    (5, "finance", |_| Act::Export(0, "pain001")),
    (5, "finance", |_| Act::HandOver(1, "R-1".to_owned())),
    (5, "finance", |_| Act::Unknown(0, "no word".to_owned())),
    (5, "finance", |_| resolve()),
    (5, "auditor", |_| resolve()),
    (5, "", |_| Act::Tick),
    (5, "finance", |world| {
        let of_second: Vec<usize> = world.model.members(1).skip(1).collect();
        let outcomes = [Status::Paid, Status::Rejected, Status::Returned];
        let answers: Vec<_> = of_second.into_iter().zip(outcomes.into_iter().cycle()).collect();
        answer(world, "S1", &answers)
    }),
    (5, "finance", |world| {
        let paid = world.model.orders.iter().position(|o| o.status == Status::Paid).unwrap();
        answer(world, "S2", &[(paid, Status::Returned), (paid, Status::Returned)])
    }),
    (5, "finance", |_| Act::Settle("B1".to_owned(), "seen".to_owned())),
    (5, "specialist", |world| {
        let free = (0..world.model.requests.len()).find(|r| world.model.rest(*r) > 0).unwrap();
        Act::Withdraw(free)
    }),
    (5, "specialist", |world| Act::Take { file: String::new(), rows: world.people().rows(3) }),
    (5, "specialist", |world| Act::Refuse(world.model.requests.len() - 1, "debt")),
    (5, "", |_| Act::Tick),
    // the year ends with orders that nobody signed
    (10_100, "", |_| Act::Tick),
];

/// How the story may be broken: every `stride`-th step of a command, by kills alone or by power cuts too.
fn tell(engine: Engine, stride: usize, power: &[bool]) -> Result<usize, String> {
    let mut world = World::new(engine, 4, Disk::default());
    world.model.setup = Setup { wait: false, by_finance: false, manual: false };
    world.now = at("2026-12-29".parse().unwrap(), HOURS.0 + 10);
    let mut deaths = 0;
    for (number, (minutes, who, scene)) in STORY.iter().enumerate() {
        world.step += 1;
        world.now += Duration::minutes(*minutes);
        let mut act = scene(&mut world);
        world.write_file(&mut act, number);
        let mut whole = world.fork();
        let told = |w: &World, why: String| format!("{engine:?}:\n  {}\n=> {why}", w.log.join("\n  "));
        whole.command(&act, who, None).map_err(|why| told(&whole, why))?;
        let steps = whole.disk.steps().count as usize;
        whole.check().map_err(|why| told(&whole, why))?;
        let end = whole.end(false);
        for last in (1..=steps).step_by(stride) {
            for power in power {
                let mut dying = world.fork();
                die_and_go_on(&mut dying, &act, who, last as u64, *power).map_err(|why| told(&dying, why))?;
                let found = dying.end(false);
                if found != end {
                    return Err(told(&dying, differs(&found, &end)));
                }
                deaths += 1;
            }
        }
        world = whole;
    }
    world.check_all()?;
    Ok(deaths)
}

fn die_and_go_on(world: &mut World, act: &Act, who: &'static str, last: u64, power: bool) -> Held {
    if !world.command(act, who, Some(last))? {
        return Err(format!("it did not come to its step {last}"));
    }
    if power {
        world.disk.power_cut();
    }
    world.check()?;
    world.command(act, who, None)?;
    // what is complete now is safe now
    world.disk.power_cut();
    world.check()
}

#[test]
fn every_step_of_every_command_may_be_the_last_and_the_same_command_makes_it_good() {
    let deaths = tell(Engine::Sqlite, 1, &[false, true]).unwrap_or_else(|why| panic!("{why}"));
    assert!(deaths > 300, "only {deaths} deaths");
}

#[test]
fn every_fourth_step_may_be_the_last_on_a_server_too() {
    tell(Engine::Postgres, 4, &[false]).unwrap_or_else(|why| panic!("{why}"));
}
