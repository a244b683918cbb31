//! `selvedge replay`: one execution again, from its schedule.

use std::io::Write;

use selvedge::explore::{Replayed, Schedule};
use selvedge::render::{COLUMNS, lanes, said};

use super::misuse::Misuse;
use super::show::Detail;
use super::{Status, Stop, names};

/// The arguments of `replay`.
#[derive(clap::Args)]
pub(super) struct Replay {
    /// Model that the schedule was made for
    #[arg(value_name = "MODEL")]
    model: String,
    /// Schedule, as `check` and `show` print it
    #[arg(value_name = "SCHEDULE")]
    schedule: String,
    /// How much of the execution is drawn
    #[arg(long, value_enum, default_value_t = Detail::Steps)]
    detail: Detail,
}

impl Replay {
    /// Runs the execution and prints it.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let entry = names::model(&self.model)?;
        let schedule: Schedule = self.schedule.parse().map_err(Misuse::from)?;
        let replayed = entry.replay(&schedule).map_err(Misuse::from)?;
        let Replayed { trace, finding } = &replayed;
        let verdict = said(trace, finding.as_ref());
        let drawing = lanes(trace, self.detail.into());
        let head = head(entry.model.name, &schedule);
        writeln!(out, "{head}\n\n{drawing}\n\n{verdict}")?;
        Ok(Status::AsExpected)
    }
}

fn head(model: &str, schedule: &Schedule) -> String {
    let line = format!("{model}, 1 execution: {schedule}");
    match line.len() <= COLUMNS {
        true => line,
        false => format!("{model}, 1 execution:\n  {schedule}"),
    }
}
