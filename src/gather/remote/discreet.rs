//! No secret leaves in what a system says.

use super::{Answer, Ask, Lost, System};
use crate::gather::connection::Secrets;
use crate::model::Interval;

/// A system whose every word has dots in place of the secrets of its connection.
pub struct Discreet<S> {
    system: S,
    secrets: Secrets,
}

impl<S: System> Discreet<S> {
    /// Hides the secrets of a connection.
    pub fn new(system: S, secrets: Secrets) -> Self {
        Self { system, secrets }
    }

    fn lost(&self, lost: Lost) -> Lost {
        let masked = |text: String| self.secrets.masked(&text);
        Lost { reason: masked(lost.reason), help: lost.help.map(masked), cause: lost.cause }
    }
}

impl<S: System> System for Discreet<S> {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let mut answer = self.system.ask(ask).map_err(|lost| self.lost(lost))?;
        answer.server = self.secrets.masked(&answer.server);
        for doubt in &mut answer.doubts {
            *doubt = self.secrets.masked(doubt);
        }
        for value in answer.groups.iter_mut().flatten() {
            *value = self.secrets.masked(value).into();
        }
        Ok(answer)
    }

    fn known(&self, ask: &Ask<'_>) -> Result<Interval, Lost> {
        self.system.known(ask).map_err(|lost| self.lost(lost))
    }
}
