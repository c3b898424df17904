//! What the worlds and the deaths found in the program, each as the shortest story that shows it.

use chrono::Duration;

use super::acts::Act;
use super::crash::Disk;
use super::model::Setup;
use super::support::Engine;
use super::world::World;

/// A world with signed batches that wait for their export.
fn signed(engine: Engine) -> World {
    let mut world = World::new(engine, 4, Disk::default());
    world.model.setup = Setup { wait: false, by_finance: false, manual: false };
    world.begin().unwrap();
    world.now += Duration::minutes(5);
    for batch in 0..world.model.batches.len() {
        world.perform(Act::Sign(batch), "head", None).unwrap();
    }
    world
}

/// The number of the first step of a tick in this world that begins so.
fn step_of(world: &mut World, begins: &str) -> u64 {
    for number in 1.. {
        let mut other = world.fork();
        assert_eq!(other.command(&Act::Tick, "", Some(number)), Ok(true), "no step begins with {begins}");
        if other.disk.steps().last.starts_with(begins) {
            return number;
        }
    }
    unreachable!()
}

#[test]
fn a_file_that_a_dead_program_put_in_its_place_counts_as_sent_only_when_its_name_is_safe() {
    for engine in Engine::ALL {
        let mut world = signed(engine);
        let number = step_of(&mut world, "SyncFolder");
        assert_eq!(world.command(&Act::Tick, "", Some(number)), Ok(true));
        world.command(&Act::Tick, "", None).unwrap();
        world.disk.power_cut();
        world.check().unwrap();
    }
}

#[test]
fn the_report_beside_a_file_of_the_inbox_survives_a_power_cut() {
    for engine in Engine::ALL {
        let mut world = signed(engine);
        world.drop_file();
        world.command(&Act::Tick, "", None).unwrap();
        world.disk.power_cut();
        world.inbox_is_done().unwrap();
        world.check().unwrap();
    }
}
