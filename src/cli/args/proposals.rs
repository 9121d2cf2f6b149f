//! What can be asked about proposals: planning and making them, answering them, and the job that does it all.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::model::Literal;
use crate::model::settings::Author;
use crate::ops::By;
use crate::ops::submit::ForgeKind;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Write the plan to a file that `propose` carries out, bound to HEAD, data, moment and version
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// Arguments of `propose`.
#[derive(Debug, Args)]
pub struct Propose {
    /// A plan that `plan --out` wrote: do just that
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath, conflicts_with = "dry_run")]
    pub plan: Option<PathBuf>,
    /// Look at the branches of a remote first, and push those of deming's own afterwards [default remote: origin]
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "origin", require_equals = true, conflicts_with_all = ["dry_run", "plan"])]
    pub push: Option<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Pull requests
    #[command(flatten)]
    pub open: Open,
    /// By whose hand
    #[command(flatten)]
    pub hand: Hand,
}

/// How pull requests are opened.
#[derive(Debug, Clone, Args)]
pub struct Open {
    /// Open a pull request for each proposal and keep it up to date, with the token in DEMING_FORGE_TOKEN or that of the
    /// forge; or leave it to the push, without a token (`push`: GitLab, Gitea, Forgejo, Gerrit). Pushes to `origin` where
    /// --push names nothing else
    #[arg(long, value_name = "HOW", num_args = 0..=1, default_missing_value = "api", require_equals = true)]
    pub open: Option<How>,
    /// What kind of forge the remote belongs to: github, gitlab, gitea (also Forgejo) or gerrit [default: its host tells]
    #[arg(long, value_name = "KIND", env = "DEMING_FORGE", hide_env = true, value_parser = crate::ops::submit::forge_kind)]
    pub forge: Option<ForgeKind>,
    /// Where the interface of the forge is, such as https://git.example.org/api/v1 [default: the host tells]
    #[arg(long, value_name = "URL", env = "DEMING_FORGE_URL", hide_env = true)]
    pub forge_url: Option<String>,
}

/// By what pull requests are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum How {
    /// Through the interface of the forge.
    Api,
    /// By the push alone.
    Push,
}

impl Open {
    /// The remote that is pushed to: the one that is named, else `origin` where pull requests are wanted.
    pub fn remote(&self, push: Option<&String>) -> Option<String> {
        push.cloned().or_else(|| self.open.map(|_| "origin".to_owned()))
    }
}

/// By whose hand commits are made.
#[derive(Debug, Clone, Args)]
pub struct Hand {
    /// Author and committer of the commits: `Name <mail>` [default: as the settings say, or Git]
    #[arg(long, value_name = "AUTHOR", env = "DEMING_AUTHOR", hide_env = true, value_parser = author)]
    pub author: Option<Author>,
    /// End their messages in the author's `Signed-off-by`
    #[arg(long, env = "DEMING_SIGNOFF", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub signoff: bool,
    /// Do not sign them, even where `commit.gpgSign` of Git says so
    #[arg(long, env = "DEMING_NO_GPG_SIGN", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub no_gpg_sign: bool,
}

impl Hand {
    /// As operations take it.
    pub fn by(&self) -> By {
        By { author: self.author.clone(), signs_off: self.signoff, leaves_unsigned: self.no_gpg_sign }
    }
}

fn author(text: &str) -> Result<Author, String> {
    let told = text.trim().strip_suffix('>').and_then(|text| text.split_once('<'));
    let (name, email) = told.map(|(name, email)| (name.trim(), email.trim())).unwrap_or_default();
    let is_plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_control() || "<>".contains(c));
    match is_plain(name) && is_plain(email) {
        true => Ok(Author { name: name.to_owned(), email: email.to_owned() }),
        false => Err("an author is a name with a mail address: `Ann Ohm <ann@example.org>`".into()),
    }
}

/// Arguments of `decline`.
#[derive(Debug, Args)]
pub struct Decline {
    /// The proposal, as `plan` prints it: `P-7f3a91c2`
    #[arg(value_name = "ID")]
    pub id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The last day on which it holds [default: for good]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<jiff::civil::Date>,
    /// Propose it again before that when the gap has grown by this share: `10%`
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub reopen_if: Option<f64>,
    /// Who decides [default: the owner that git's user is]
    #[arg(long, value_name = "OWNER", env = "DEMING_BY", hide_env = true)]
    pub by: Option<crate::model::Owner>,
    /// Show the decision, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// By whose hand
    #[command(flatten)]
    pub hand: Hand,
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    crate::model::day::read_day(text).map_err(|error| error.to_string())
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(Literal::Number(share) | Literal::Percent(share)) if share > 0.0 => Ok(share),
        _ => Err("how much worse is a share above zero, as in `10%`".into()),
    }
}

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub struct Baseline {
    /// What to do
    #[command(subcommand)]
    pub command: BaselineCommand,
}

/// What can be done with a baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write the figure, rows and digest that the data give into the cycle, as one commit on this branch
    ///
    /// The data and declarations of HEAD count. The file is edited in place: comments, order and line ends stay.
    Accept(Accept),
}

/// Arguments of `baseline accept`.
#[derive(Debug, Args)]
pub struct Accept {
    /// The cycle
    #[arg(value_name = "CYCLE")]
    pub cycle: String,
    /// Why, for the commit message
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Show the change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// By whose hand
    #[command(flatten)]
    pub hand: Hand,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Scheduled {
    /// Push observations and proposals [default remote: origin]
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "origin", require_equals = true)]
    pub push: Option<String>,
    /// The wiki: a URL, or the folder of its repository [default: `wiki.url` of deming.yaml; without one nothing is published]
    #[arg(long, value_name = "URL or DIR", env = "DEMING_WIKI", hide_env = true)]
    pub wiki: Option<String>,
    /// Run the commands of `exec` sources
    #[arg(long, env = "DEMING_ALLOW_EXEC", hide_env = true, value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue)]
    pub allow_exec: bool,
    /// Stay, and run again so long after each start: `15m`
    #[arg(long, value_name = "TIME", value_parser = every)]
    pub every: Option<std::time::Duration>,
    /// Pull requests
    #[command(flatten)]
    pub open: Open,
    /// By whose hand
    #[command(flatten)]
    pub hand: Hand,
}

fn every(text: &str) -> Result<std::time::Duration, String> {
    let parsed: crate::model::Duration = text.parse().map_err(|error| format!("{error}"))?;
    Ok(std::time::Duration::from_secs_f64(parsed.nominal_seconds().max(1.0)))
}
