#pragma once

#include <sscard/batch/summary.hpp>

/// What `sscard batch report` has to say, before it is put into words.
namespace sscard::tool {

/// A row with the numbers of its request, as they are to be shown; none without a request.
struct ReportedRow {
    activation::RowOutcome known;
    std::optional<std::string> id_number;
    std::optional<std::string> card_number;
};

struct BatchReport {
    activation::BatchRecord batch;
    batch::Summary summary;
    std::string made_at;  // RFC 3339
    std::vector<ReportedRow> slowest{};
    std::vector<ReportedRow> to_work_off{};
};

}  // namespace sscard::tool
