#pragma once

#include "rows.hpp"

namespace sscard::batch {

/// Rows of CSV under a header.
class CsvRows final : public Rows {
public:
    CsvRows(text::Source source, text::Encoding encoding) : reader_{std::move(source)}, encoding_{encoding} {}

    Result<void> begin() override;
    Result<bool> next(Row& row) override;
    const text::CsvRow& header() const noexcept override { return header_; }

private:
    void decode(Row& row) const;

    text::CsvReader reader_;
    text::Encoding encoding_;
    text::CsvRow header_;
    std::vector<std::optional<Column>> columns_;  // of the header
    text::CsvRow read_;
};

}  // namespace sscard::batch
