//! By whose hand a run makes commits: what the command line says, then the settings, then Git.

use super::workspace::Workspace;
use crate::git::Author;
use crate::implement::hand::Hand;
use crate::model::settings;

/// What the command line says of the commits that a run makes.
#[derive(Debug, Clone, Default)]
pub struct By {
    /// Author and committer; `None`: whom the settings or Git name.
    pub author: Option<settings::Author>,
    /// Whether they bear `Signed-off-by`, whatever the settings say.
    pub signs_off: bool,
    /// Whether they are left unsigned, even where Git is set up to sign.
    pub leaves_unsigned: bool,
}

impl Workspace {
    /// The hand that makes proposals: by default an author of their own, so that the same inputs make the same commits on
    /// every machine.
    pub(super) fn proposing_hand(&self) -> Hand {
        let proposals = &self.catalog.settings.proposals;
        let author = self.by.author.as_ref().unwrap_or(&proposals.author);
        self.hand(git_author(author), proposals.signs_off)
    }

    /// The hand of whoever sits at the keyboard and decides, by default as Git knows them.
    pub(super) fn deciding_hand(&self) -> Hand {
        let settings = &self.catalog.settings.proposals.author;
        let named = self.by.author.as_ref().map(git_author);
        let author = named.or_else(|| self.repository.user()).unwrap_or_else(|| git_author(settings));
        self.hand(author, false)
    }

    fn hand(&self, author: Author, signs_off: bool) -> Hand {
        let By { signs_off: asked, leaves_unsigned, .. } = self.by;
        let signs = !leaves_unsigned && self.repository.signs_commits();
        Hand { author, signs_off: signs_off || asked, signs }
    }
}

fn git_author(author: &settings::Author) -> Author {
    Author { name: author.name.clone(), email: author.email.clone() }
}
