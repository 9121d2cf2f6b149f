//! Arguments of `import` and `export`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::model::{Duration, Literal, Name, Owner};

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(subcommand_value_name = "FORMAT", subcommand_help_heading = "Formats", after_help = IMPORT_EXAMPLES)]
pub struct Import {
    #[command(subcommand)]
    pub from: ImportFrom,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  deming import sloth slos.yml                          look at what would be declared
  deming import sloth slos/*.yml --out improvement/slos.yaml
  deming import openslo slos/*.yaml --owner @web --out improvement/slos.yaml
  deming import catalog namespaces/ --out improvement/services.yaml
  deming import upptime history/ --owner @web --target 99.9%
  kubectl get prometheusservicelevel -o yaml | deming import sloth - --owner @platform";

/// The formats that are read.
#[derive(Debug, Subcommand)]
pub enum ImportFrom {
    /// Service levels of Sloth: `version: prometheus/v1`, or PrometheusServiceLevel of Kubernetes
    Sloth(ImportSloth),
    /// A service catalogue in annotated Namespace manifests of Kubernetes
    Catalog(ImportCatalog),
    /// Documents of OpenSLO v1; alerting kinds stay what they are
    Openslo(ImportOpenslo),
    /// Sites that Upptime watches: its `history/` folder
    Upptime(ImportUpptime),
}

/// Arguments of `import upptime`.
#[derive(Debug, Args)]
pub struct ImportUpptime {
    #[command(flatten)]
    pub input: Input,
    /// The owner of all sites; Upptime names none
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<Owner>,
    /// The repository that Upptime commits to, as deming will read it: a path, a URL, or `.` for this one
    #[arg(long, value_name = "PATH or URL", default_value = ".")]
    pub repository: String,
    /// The Service that all sites belong to [default: each is one of its own]
    #[arg(long, value_name = "NAME")]
    pub service: Option<Name>,
    /// Promise this availability of each site over 28 days, such as 99.9%
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    pub target: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// A percentage above 0 and up to 100, as it is written.
fn percentage(text: &str) -> Result<String, String> {
    match text.parse() {
        Ok(Literal::Percent(share)) if share > 0.0 && share <= 1.0 => Ok(text.to_owned()),
        _ => Err("a target is a percentage above 0 and up to 100, such as `99.9%`".to_owned()),
    }
}

/// Arguments of `import openslo`.
#[derive(Debug, Args)]
pub struct ImportOpenslo {
    #[command(flatten)]
    pub input: Input,
    /// The owner of what has no annotation `deming/owner`
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<Owner>,
    #[command(flatten)]
    pub output: Output,
}

/// Arguments of `import sloth`.
#[derive(Debug, Args)]
pub struct ImportSloth {
    #[command(flatten)]
    pub input: Input,
    /// The owner of services whose labels `owner` and `team` name none
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<Owner>,
    /// The window of the objectives; Sloth keeps it outside of its files
    #[arg(long, value_name = "DURATION", default_value = "30d")]
    pub slo_period: Duration,
    /// The DataSource that is declared already [default: one called `prometheus` is declared, too]
    #[arg(long, value_name = "NAME")]
    pub data_source: Option<Name>,
    #[command(flatten)]
    pub output: Output,
}

/// Arguments of `import catalog`.
#[derive(Debug, Args)]
#[command(after_help = CATALOG_MAPPING)]
pub struct ImportCatalog {
    #[command(flatten)]
    pub input: Input,
    /// The annotations or labels that name the owner; the first that names somebody counts
    #[arg(long, value_name = "KEYS", value_delimiter = ',', default_value = "owner,team-name")]
    pub owner_from: Vec<String>,
    /// The annotation with the day of the next review
    #[arg(long, value_name = "KEY", default_value = "review-after")]
    pub review_from: String,
    /// The annotation with the name for people
    #[arg(long, value_name = "KEY", default_value = "application")]
    pub title_from: String,
    /// The annotations and labels that become labels
    #[arg(
        long,
        value_name = "KEYS",
        value_delimiter = ',',
        default_value = "business-unit,environment-name,is-production,team-name"
    )]
    pub labels_from: Vec<String>,
    /// The practice of all services
    #[arg(long, value_name = "WORD", default_value = "provisioning")]
    pub practice: Name,
    #[command(flatten)]
    pub output: Output,
}

const CATALOG_MAPPING: &str = "\
Each Namespace becomes a Service; other kinds are left alone. Keys are given whole, or by the
part behind the slash: `owner` finds `cloud-platform.justice.gov.uk/owner`. An owner is a mail
address or a handle within the text, or else the text as the name of a team. What is missing is
told as findings (D361 to D364), and everything else is imported.

Examples:
  deming import catalog namespaces/ --out improvement/services.yaml
  deming import catalog namespaces/ --owner-from team-name,owner --review-from review-by
  kubectl get namespaces -o yaml | deming import catalog -";

/// What is read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files to read, or folders of them; `-` is standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
}

/// Where the result goes.
#[derive(Debug, Args)]
pub struct Output {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Overwrite it when it is there already
    #[arg(long, requires = "out")]
    pub force: bool,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(subcommand_value_name = "FORMAT", subcommand_help_heading = "Formats", after_help = EXPORT_EXAMPLES)]
pub struct Export {
    #[command(subcommand)]
    pub to: ExportTo,
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  deming export prometheus-rules | promtool check rules
  deming export prometheus-rules --out rules/objectives.yaml --force
  deming export openslo | oslo validate -f -";

/// The formats that are written.
#[derive(Debug, Subcommand)]
pub enum ExportTo {
    /// Recording rules and burn-rate alerts for Prometheus
    PrometheusRules(Output),
    /// Documents of OpenSLO v1; what it has no word for stands in annotations
    Openslo(Output),
}
