#pragma once

#include <sscard/activation/batch_journal.hpp>
#include <sscard/batch/survey.hpp>

#include "report.hpp"

/// What `sscard batch run` has to say.
namespace sscard::tool {

/// Name, rows and counts.
Json counted(const activation::BatchRecord& batch, const activation::RowCounts& counts);

/// At the end; the verdict is by the counts alone.
Report report_on(const activation::BatchRecord& batch, const activation::RowCounts& counts,
                 const batch::Survey& survey);

/// What the check alone says of the file.
Report dry_run(const std::string& name, const batch::Survey& survey);

}  // namespace sscard::tool
