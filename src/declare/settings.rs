//! The settings file.

mod proposals;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use self::proposals::ProposalsSpec;
use super::discover::{self, Files};
use super::owners::{self, OwnersSpec};
use super::{diagnose, links, rules, schema, secrets, tree, unreadable_text};

use super::scalar::{Bytes, MonthNumber, Parsed, Zone};
use super::v1::change::ChangeSpec;
use super::v1::word::words;
use crate::finding::{Finding, Findings, Location};
use crate::model::Duration;
use crate::model::settings::{
    AsOf, Charts, Observing, RuleLevel, RuleSettings, RuleWord, Settings, Wiki, WikiDialect,
};
use crate::text::{Place, nearest};

/// Settings of deming for a repository. Everything has a default, and the file may be absent.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Settings", title = "Settings of deming")]
pub struct SettingsSpec {
    /// Folders that hold declarations, from the root of the repository. In declared roots every YAML document is taken for a declaration, save one with another `apiVersion`; without them deming looks everywhere for files with its `apiVersion`.
    #[schemars(example = ["improvement"], length(min = 1))]
    roots: Option<Vec<String>>,
    /// The zone of dates without a clock time, and of days in rolling windows.
    #[schemars(extend("default" = "UTC"))]
    time_zone: Option<Parsed<Zone>>,
    /// The month in which the fiscal year starts.
    #[schemars(extend("default" = 1))]
    fiscal_year_start: Option<Parsed<MonthNumber>>,
    /// Pins the moment that counts as now. For archives and demonstrations.
    as_of: Option<Parsed<AsOf>>,
    /// The branch that keeps what `deming gather` was told by remote systems; no proposal is made on it.
    #[schemars(extend("default" = "deming/observed"))]
    observed_branch: Option<String>,
    /// How the observed branch is kept.
    #[serde(default)]
    observed: ObservedSpec,
    /// How proposals are made.
    #[serde(default)]
    proposals: ProposalsSpec,
    /// The folder whose `*.hbs` files take the place of built-in report templates of the same name. Name another one where the repository has templates of its own there.
    #[schemars(extend("default" = "templates"))]
    templates: Option<String>,
    /// The wiki that reports go to.
    #[serde(default)]
    wiki: WikiSpec,
    /// What the organisation makes of the rules that `deming check` holds declarations to.
    #[serde(default)]
    rules: RulesSpec,
    /// Who the owners of things are, by handle or mail address; `owners.yaml` may say the same in a file of its own. Where anybody is named here or in CODEOWNERS, owners that nobody knows are errors.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"@ann": {"name": "Ann Ohm", "mail": "ann@example.org"}, "@ops/desk": {"members": ["@ann"]}}))]
    owners: OwnersSpec,
    /// The branch or commit that `check --base auto` compares with, where the pipeline names none; `origin/HEAD` unless given.
    #[schemars(example = &"origin/main")]
    base: Option<String>,
    /// Why settings were made easier to keep to, or something was removed that has no other place left to say why; and who approved.
    change: Option<ChangeSpec>,
}

/// What the organisation makes of the rules: each named by its code (`D103`), the beginning of codes (`D13`), or its name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rules")]
struct RulesSpec {
    /// Rules that no waiver lifts.
    #[serde(default)]
    #[schemars(example = ["D121"])]
    locked: Vec<String>,
    /// Rules that are not asked.
    #[serde(default)]
    #[schemars(example = ["D185"])]
    ignore: Vec<String>,
    /// Rules that are worse, or less bad, here than they are by themselves.
    #[serde(default)]
    #[schemars(example = BTreeMap::from([("D182", "warning")]))]
    levels: BTreeMap<String, LevelWord>,
}

/// How the observed branch is kept.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Observed")]
struct ObservedSpec {
    /// How long observations are kept one by one. Whole months that are older are summed up, which changes no figure: one line for each group and day, cut at every edge that a declaration draws. What a rolling window looks back at, and baseline periods, stay as they are.
    #[schemars(extend("default" = "100d"))]
    raw: Option<Parsed<Duration>>,
    /// By how much the branch may grow in a year; `deming check` warns when its forecast passes that.
    #[schemars(extend("default" = "50MB"))]
    budget: Option<Parsed<Bytes>>,
}

/// Where reports are published, and how.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Wiki")]
struct WikiSpec {
    /// URL or folder of the wiki's repository.
    #[schemars(example = &"https://example.org/team/operations.wiki.git")]
    url: Option<String>,
    /// How the wiki writes names and links.
    #[schemars(extend("default" = "github"))]
    dialect: Option<DialectWord>,
    /// The name of the first page.
    #[schemars(extend("default" = "Home"))]
    home: Option<String>,
    /// How pages show charts.
    #[schemars(extend("default" = "mermaid"))]
    charts: Option<ChartsWord>,
    /// The address of a line of a declaration, which pages link to: an http or https URL with `{path}` in it, and `{commit}` and `{line}` where the forge has them.
    #[schemars(example = &"https://example.org/team/operations/blob/{commit}/{path}#L{line}")]
    source: Option<String>,
}

words! {
    /// How bad the findings of a rule are.
    LevelWord => RuleLevel {
        /// Worth knowing.
        "note" Note => RuleLevel::Note,
        /// Likely to mislead.
        "warning" Warning => RuleLevel::Warning,
        /// Wrong: `deming check` fails.
        "error" Error => RuleLevel::Error,
    }
}

words! {
    /// How pages show charts.
    ChartsWord => Charts {
        /// As blocks of Mermaid, which forges draw.
        "mermaid" Mermaid => Charts::Mermaid,
        /// As files of SVG beside the pages: with limits, gaps and labels, where Mermaid has none.
        "svg" Svg => Charts::Svg,
        /// The same as files of PNG, for GitHub's wiki, which shows no SVG.
        "png" Png => Charts::Png,
    }
}

words! {
    /// How a wiki writes names and links.
    DialectWord => WikiDialect {
        /// GitHub: links by page name, sidebar and footer.
        "github" GitHub => WikiDialect::GitHub,
        /// GitLab: the same with a first page named `home` and a sidebar of its own.
        "gitlab" GitLab => WikiDialect::GitLab,
        /// Gitea and Forgejo: links by page name, sidebar and footer.
        "gitea" Gitea => WikiDialect::Gitea,
        /// Files that link to files.
        "folder" Folder => WikiDialect::Folder,
        /// The `docs` folder of MkDocs: files that link to files, the first one named `index`.
        "mkdocs" MkDocs => WikiDialect::MkDocs,
    }
}

/// Reads the settings of a repository; the defaults hold where there are none, or none that can be read.
pub fn read(files: &dyn Files, findings: &mut Findings) -> Settings {
    findings.extend(links::in_place_of_settings(files));
    let present = |name: &&&str| files.paths().iter().any(|path| path == **name);
    let names: Vec<&str> = discover::SETTINGS.iter().filter(present).copied().collect();
    let [name, others @ ..] = names.as_slice() else { return Settings::default() };
    for other in others {
        let message = format!("`{name}` and `{other}` are both settings files");
        let finding = Finding::new(&rules::TWO_SETTINGS, Location::Path((*other).to_owned()), message);
        let help = format!("keep one of the two; meanwhile `{name}` is read");
        findings.push(finding.label(Location::Path((*name).to_owned()), "the one that is read").help(help));
    }
    match files.content(name) {
        Ok(bytes) => {
            let before = findings.len();
            let read = read_text(name, &bytes, files, findings);
            // An empty file is read, and says nothing.
            let is_unread = read.is_none() && findings.len() > before;
            read.unwrap_or_else(|| Settings { is_unread, ..Settings::default() })
        }
        Err(reason) => {
            findings.push(super::unreadable(name, reason));
            Settings { is_unread: true, ..Settings::default() }
        }
    }
}

fn read_text(name: &str, bytes: &[u8], files: &dyn Files, findings: &mut Findings) -> Option<Settings> {
    let (value, place) = single_document(name, bytes, schema::settings(), findings)?;
    let spec: SettingsSpec = serde_path_to_error::deserialize(&value)
        .map_err(|error| findings.push(diagnose::refusal(&place, &error)))
        .ok()?;
    let (settings, found) = spec.lower(&place);
    findings.extend(found);
    if settings.roots_declared {
        findings.extend(empty_roots(&settings.roots, &place.child("roots"), files));
    }
    Some(settings)
}

/// The one document of a file that has a shape of its own, and its place; `None` where it is empty or a finding says
/// what is wrong with it.
pub fn single_document(
    name: &str,
    bytes: &[u8],
    schema: &Value,
    findings: &mut Findings,
) -> Option<(Value, Place)> {
    let source = unreadable_text::check(name, bytes).map_err(|finding| findings.push(*finding)).ok()?;
    let (mut trees, error) = tree::documents(source.text());
    findings.extend(secrets::hide(&source, &mut trees));
    findings.extend(error.map(|error| unreadable_text::syntax(&source, error)));
    let several = trees.len() > 1;
    let tree = trees.into_iter().next()?;
    if tree.has_duplicates {
        findings.extend(unreadable_text::duplicate_keys(&source, 0));
    }
    if several {
        let second = Place::document(Arc::clone(&source), 1);
        let message = "settings are one document, here is a second";
        findings.push(Finding::new(&rules::NOT_A_DECLARATION, second, message));
    }
    let place = Place::document(source, 0);
    if tree.value.is_null() {
        return None;
    }
    let problems = diagnose::problems(schema, &tree.value, &place);
    if !problems.is_empty() {
        findings.extend(problems);
        return None;
    }
    Some((tree.value, place))
}

/// A finding for each root that holds nothing: most likely its name is misspelt.
fn empty_roots(roots: &[String], place: &Place, files: &dyn Files) -> Vec<Finding> {
    let folders = files.paths().iter().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder);
    let finding = |(index, root): (usize, &String)| {
        if let Some(link) = links::of_root(root, files) {
            let message = format!("`{link}` is a symbolic link, which deming does not follow");
            return Finding::new(&rules::EMPTY_ROOT, place.index(index), message)
                .help("name the folder that it leads to, if that lies in the repository");
        }
        let message = format!("the root `{root}` holds no YAML file");
        let finding = Finding::new(&rules::EMPTY_ROOT, place.index(index), message);
        match nearest(root, folders.clone()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("put declarations there, or take it out of `roots`"),
        }
    };
    roots.iter().enumerate().filter(|(_, root)| discover::is_empty(root, files)).map(finding).collect()
}

/// Whether a text can be the address of a file. What could end a link early is in no address.
fn is_address(text: &str) -> bool {
    let is_web = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    let is_plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '(' | ')' | '\\' | '`' | '|');
    is_web && text.contains("{path}") && text.chars().all(is_plain)
}

impl SettingsSpec {
    /// The settings that are meant, and what is wrong with them.
    fn lower(self, place: &Place) -> (Settings, Vec<Finding>) {
        let default = Settings::default();
        let mut findings = Vec::new();
        let roots = self.roots.map(|roots| checked_folders(roots, &place.child("roots"), &mut findings));
        let proposals = self.proposals.lower(&place.child("proposals"), &mut findings);
        if let Some(folder) = &self.templates {
            findings.extend(outside(folder, place.child("templates")));
        }
        if let Some(source) = self.wiki.source.as_ref().filter(|source| !is_address(source)) {
            let at = place.child("wiki").child("source");
            let message = format!("`{source}` is no address of a line of a file");
            let help = "write an http or https URL with `{path}` in it, such as \
                        https://example.org/o/r/blob/{commit}/{path}#L{line}";
            findings.push(Finding::new(&rules::INVALID_VALUE, at, message).help(help));
        }
        let (owners, found) = owners::lower(self.owners, &place.child("owners"));
        findings.extend(found);
        let change = self
            .change
            .map(|written| written.lower(place.child("change"), &mut |finding| findings.push(finding)));
        let settings = Settings {
            roots_declared: roots.is_some(),
            roots: roots.unwrap_or(default.roots),
            zone: self.time_zone.map_or(default.zone, |zone| zone.0.0),
            fiscal_year_start: self.fiscal_year_start.map_or(default.fiscal_year_start, |month| month.0.0),
            as_of: self.as_of.map(|as_of| as_of.0),
            observed_branch: self.observed_branch.unwrap_or(default.observed_branch),
            observed: Observing {
                raw: self.observed.raw.map_or(default.observed.raw, |raw| raw.0),
                budget: self.observed.budget.map_or(default.observed.budget, |budget| budget.0.0),
            },
            proposals,
            templates: self.templates.unwrap_or(default.templates),
            wiki: Wiki {
                url: self.wiki.url,
                dialect: self.wiki.dialect.map_or(default.wiki.dialect, DialectWord::lower),
                home: self.wiki.home.unwrap_or(default.wiki.home),
                charts: self.wiki.charts.map_or(default.wiki.charts, ChartsWord::lower),
                source: self.wiki.source.filter(|source| is_address(source)),
            },
            rules: self.rules.lower(&place.child("rules")),
            owners,
            base: self.base,
            change,
            is_unread: false,
            place: Some(place.clone()),
        };
        (settings, findings)
    }
}

impl RulesSpec {
    fn lower(self, place: &Place) -> RuleSettings {
        let listed = |words: Vec<String>, place: Place| {
            let word = |(index, word): (usize, String)| RuleWord { word, place: place.index(index) };
            words.into_iter().enumerate().map(word).collect()
        };
        let levels_at = place.child("levels");
        let level = |(word, level): (String, LevelWord)| {
            let place = levels_at.key(&word);
            (RuleWord { word, place }, level.lower())
        };
        RuleSettings {
            locked: listed(self.locked, place.child("locked")),
            ignore: listed(self.ignore, place.child("ignore")),
            levels: self.levels.into_iter().map(level).collect(),
        }
    }
}

fn checked_folders(folders: Vec<String>, place: &Place, findings: &mut Vec<Finding>) -> Vec<String> {
    if folders.is_empty() {
        let message = "`roots` names no folder, so nothing would be read";
        findings.push(
            Finding::new(&rules::EMPTY_ROOT, place, message).help("name a folder, or take `roots` out"),
        );
    }
    for (index, folder) in folders.iter().enumerate() {
        findings.extend(outside(folder, place.index(index)));
    }
    folders
}

/// A finding when a folder lies outside the repository.
fn outside(folder: &str, place: Place) -> Option<Finding> {
    let inside = !folder.is_empty() && !folder.starts_with('/') && folder.split('/').all(|part| part != "..");
    (!inside).then(|| {
        let message = format!("`{folder}` is no folder inside the repository");
        Finding::new(&rules::INVALID_VALUE, place, message).help("name it from the root of the repository")
    })
}
