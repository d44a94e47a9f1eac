//! Whether inputs may be united, and under what: checked before anything is written.

use super::Args;
use super::source::Source;
use crate::cli::exit::Failure;
use crate::facet::Bases;
use crate::hll::Params;
use crate::store::Settings;
use anyhow::anyhow;

/// Under what inputs are united.
#[derive(Debug)]
pub(super) struct Agreement {
    /// Those of the store that they are united in.
    pub settings: Settings,
    /// The bases that are united: some or all of that store's.
    pub bases: Bases,
}

impl Agreement {
    /// What the inputs and the store that is there already agree on; `None` where there are
    /// no sets.
    pub(super) fn reach(
        sources: &[Source],
        existing: Option<&Settings>,
        args: &Args,
    ) -> Result<Option<Self>, Failure> {
        let name = args.output.to_string();
        let there = existing.map(|settings| (name.as_str(), settings));
        let sets = sources
            .iter()
            .filter_map(|source| Some((source.name.as_str(), source.settings.as_ref()?)));
        if sets.clone().next().is_none() {
            return Ok(None);
        }
        let all: Vec<(&str, &Settings)> = there.into_iter().chain(sets).collect();
        let Some(&(_, first)) = all.first() else { return Ok(None) };
        let params = common_params(&all, existing, args.fold)?;
        let reference = Settings { params, ..first.clone() };
        for &(name, settings) in &all {
            check(name, settings, all.first().map_or("", |(name, _)| name), &reference, args.fold)?;
        }
        let bases = bases(sources, existing, args)?;
        let kept = existing.map_or(&bases, |settings| &settings.bases).clone();
        Ok(Some(Self { settings: Settings { bases: kept, ..reference }, bases }))
    }

    /// Whether every base of the store gets what comes in.
    pub(super) fn is_whole(&self) -> bool {
        self.settings.bases == self.bases
    }
}

/// The parameters of the result.
fn common_params(
    all: &[(&str, &Settings)],
    existing: Option<&Settings>,
    fold: bool,
) -> Result<Params, Failure> {
    let first = all.first().map_or(Params::DEFAULT, |(_, settings)| settings.params);
    if !fold {
        return Ok(first);
    }
    let smallest = all.iter().map(|(_, settings)| settings.params.log2m()).min();
    let smallest = smallest.unwrap_or(first.log2m());
    if let Some(kept) = existing.map(|settings| settings.params.log2m())
        && kept > smallest
    {
        return Err(Failure::Refused(anyhow!(
            "the store that is there keeps log2m {kept}, and an input has {smallest}: sets cannot \
             be folded up, and those of a store are not folded in place; make it one of the \
             inputs and name another store with -o"
        )));
    }
    Ok(first.with_log2m(smallest))
}

/// Checks that sets unite with those of the reference.
fn check(
    name: &str,
    settings: &Settings,
    first: &str,
    reference: &Settings,
    fold: bool,
) -> Result<(), Failure> {
    // Bases are another matter.
    let mut as_united = Settings { bases: reference.bases.clone(), ..settings.clone() };
    if fold {
        as_united.params = settings.params.with_log2m(reference.params.log2m());
    }
    let Err(different) = reference.check(&as_united) else { return Ok(()) };
    let descriptions: Vec<&str> =
        different.differences.iter().map(|difference| difference.description.as_str()).collect();
    let folded = settings.params.with_log2m(reference.params.log2m());
    let remedy = if folded == reference.params && settings.params != reference.params {
        "; --fold unites sets of different log2m"
    } else {
        ""
    };
    Err(Failure::Refused(anyhow!(
        "{name} (here) does not unite with {first} (there): {}{remedy}; nothing was written",
        descriptions.join("; ")
    )))
}

/// The bases that are united.
fn bases(sources: &[Source], existing: Option<&Settings>, args: &Args) -> Result<Bases, Failure> {
    let sets = sources.iter().filter_map(|source| Some((source, &source.settings.as_ref()?.bases)));
    let (stores, tables): (Vec<_>, Vec<_>) = sets.partition(|(source, _)| source.store().is_some());
    let owned = |(source, kept): &(&Source, &'_ Bases)| (source.name.clone(), (*kept).clone());
    let mut stores: Vec<(String, Bases)> = stores.iter().map(owned).collect();
    let tables: Vec<(String, Bases)> = tables.iter().map(owned).collect();
    let asked = args.bases.as_ref().or(stores.first().map(|(_, bases)| bases));
    let wanted: Bases = if let Some(bases) = asked {
        bases.clone()
    } else {
        let names: Vec<String> = tables.iter().map(|(_, bases)| bases.to_string()).collect();
        names.join(",").parse().map_err(|error| Failure::Usage(anyhow!("{error}")))?
    };
    let whole_stores = !stores.is_empty() && args.bases.is_none();
    stores.extend(existing.map(|settings| (args.output.to_string(), settings.bases.clone())));
    let lacks = |kept: &Bases, all: &Bases| all.iter().find(|base| !kept.contains(base));
    let lacking = stores.iter().find_map(|(name, kept)| Some((name, lacks(kept, &wanted)?)));
    // What one store has more than the others may not be left out silently, either.
    let more = stores.iter().filter(|_| whole_stores);
    let more = more.clone().find_map(|(name, kept)| Some((name, lacks(&wanted, kept)?)));
    let problem = match (lacking, more) {
        (Some((name, base)), _) => format!("{name} keeps no base {}", base.name),
        (None, Some((name, base))) => format!("{name} keeps the base {}, too", base.name),
        (None, None) => {
            let unasked =
                tables.iter().find_map(|(name, kept)| Some((name, lacks(&wanted, kept)?)));
            return match unasked {
                None => Ok(wanted),
                Some((name, base)) => Err(Failure::Usage(anyhow!(
                    "{name} holds sets of the base {}, which is not among those to unite: {wanted}",
                    base.name
                ))),
            };
        }
    };
    let common = wanted.iter().filter(|base| stores.iter().all(|(_, kept)| kept.contains(base)));
    let common: Vec<&str> = common.map(|base| base.name).collect();
    let remedy = match common.as_slice() {
        [] => String::new(),
        names => format!("; --bases {} unites what all of them keep", names.join(",")),
    };
    Err(Failure::Refused(anyhow!(
        "{problem}, and half a union would look like a whole one{remedy}; nothing was written"
    )))
}
