#pragma once

#include "batch_report.hpp"
#include "report.hpp"

namespace sscard::tool {

/// The report as sscard.batch_report/1.
Json document_of(const BatchReport& report);

/// CSV of the batch itself, a row a row: the columns, and a row.
std::string csv_head();
std::string csv_line(const activation::RowOutcome& known);

}  // namespace sscard::tool
