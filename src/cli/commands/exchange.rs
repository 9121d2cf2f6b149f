//! `import` and `export`: the result goes to standard output or to the file that was named, and to nowhere else.

use std::path::PathBuf;

use anyhow::Result;

use super::Run;
use crate::cli::args::{Export, ExportTo, FailOn, Import, ImportFrom, Output};
use crate::cli::exit::Exit;
use crate::ops::exchange::Out;
use crate::ops::{export, import};

impl Run<'_> {
    pub(super) fn import(&self, args: &Import) -> Result<Exit> {
        let (files, format, output) = match &args.from {
            ImportFrom::Sloth(sloth) => {
                let options = import::sloth::Options {
                    owner: sloth.owner.clone(),
                    period: sloth.slo_period,
                    data_source: sloth.data_source.clone(),
                };
                (&sloth.input.files, import::Format::Sloth(options), &sloth.output)
            }
            ImportFrom::Openslo(openslo) => {
                let options = import::openslo::Options { owner: openslo.owner.clone() };
                (&openslo.input.files, import::Format::OpenSlo(options), &openslo.output)
            }
            ImportFrom::Catalog(catalog) => {
                let mapping = import::service_catalog::Mapping {
                    owner: catalog.owner_from.clone(),
                    review: catalog.review_from.clone(),
                    title: catalog.title_from.clone(),
                    labels: catalog.labels_from.clone(),
                    practice: catalog.practice.clone(),
                };
                (&catalog.input.files, import::Format::Catalog(mapping), &catalog.output)
            }
            ImportFrom::Upptime(upptime) => {
                let options = import::upptime::Options {
                    owner: upptime.owner.clone(),
                    repository: upptime.repository.clone(),
                    service: upptime.service.clone(),
                    target: upptime.target.clone(),
                };
                (&upptime.input.files, import::Format::Upptime(options), &upptime.output)
            }
        };
        self.import_files(files, format, output)
    }

    fn import_files(&self, files: &[PathBuf], format: import::Format, output: &Output) -> Result<Exit> {
        let request = import::Request {
            directory: self.request.directory.clone(),
            files: files.to_vec(),
            format,
            out: self.out(output),
        };
        let mut made = import::import(&request)?;
        self.selection.apply(&mut made.findings);
        self.hand_over(&made.text, output, &format!(" ({} documents)", made.documents))?;
        self.tell_all(&made.findings);
        Ok(self.exit(&[FailOn::Error], &made.findings, &Default::default()))
    }

    pub(super) fn export(&self, args: &Export) -> Result<Exit> {
        let (format, output) = match &args.to {
            ExportTo::PrometheusRules(output) => (export::Format::PrometheusRules, output),
            ExportTo::Openslo(output) => (export::Format::OpenSlo, output),
        };
        let mut exported = export::export(&self.request, format, self.out(output).as_ref())?;
        self.selection.apply(&mut exported.findings);
        self.hand_over(&exported.text, output, "")?;
        self.tell_all(&exported.findings);
        Ok(self.exit(&[], &exported.findings, &Default::default()))
    }

    fn out(&self, output: &Output) -> Option<Out> {
        let path = self.request.directory.join(output.out.as_ref()?);
        Some(Out { path, force: output.force })
    }

    /// The result on standard output, or the word that it has gone to a file.
    fn hand_over(&self, text: &str, output: &Output, what: &str) -> Result<()> {
        match &output.out {
            None => self.console.product(text),
            Some(file) => {
                self.console.say(&format!("wrote {}{what}", file.display()));
                Ok(())
            }
        }
    }
}
