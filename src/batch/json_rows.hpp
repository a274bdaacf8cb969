#pragma once

#include "rows.hpp"

namespace sscard::batch {

/// Rows of JSON Lines: one object a line.
class JsonRows final : public Rows {
public:
    JsonRows(text::Source source, text::Encoding encoding)
        : cutter_{std::move(source), text::Quotes::mean_nothing}, encoding_{encoding} {}

    Result<void> begin() override { return {}; }
    Result<bool> next(Row& row) override;
    const text::CsvRow& header() const noexcept override { return no_header_; }

private:
    text::CsvRow no_header_;
    text::RowCutter cutter_;
    text::Encoding encoding_;
};

}  // namespace sscard::batch
