//! Saved plans: one file, the same bytes for the same plan.

use std::path::Path;

use hallpass_model::{FORMAT_VERSION, Plan};

use crate::error::Failure;
use crate::exit::Exit;
use crate::view::pretty;

/// Saves a plan. It holds no secret and nothing of the moment.
pub(super) fn save(plan: &Plan, file: &Path) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::because(format!("write {}", file.display()), error);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    std::fs::write(file, pretty(plan)).map_err(|error| failed(&error))
}

/// Reads a saved plan back.
pub(super) fn load(file: &Path) -> Result<Plan, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::because(format!("read the plan in {}", file.display()), error)
    };
    let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
    let plan: Plan = serde_json::from_str(&text)
        .map_err(|error| failed(&error).hint("a plan is what `hallpass plan --out FILE` writes"))?;
    if plan.format_version != FORMAT_VERSION {
        return Err(Failure::new(
            Exit::Error,
            format!(
                "the plan has format version {}, this hallpass reads {FORMAT_VERSION}",
                plan.format_version
            ),
        ));
    }
    Ok(plan)
}
