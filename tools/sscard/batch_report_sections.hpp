#pragma once

#include "batch_report.hpp"

namespace sscard::tool {

/// A part of the report in the words of the run: text and page show the same ones.
struct ReportSection {
    std::string title;
    std::vector<std::string> head{};               // of the columns; none: the first one names the second
    std::vector<std::vector<std::string>> rows{};  // cells in one line each
    const batch::Timeline* drawn = nullptr;        // as bars, above the rows
    std::string note{};                            // behind the rows: what is not among them
    std::vector<double> shares{};                  // of the rows here in those of the batch, 0 to 1: as bars
};

/// In order; the report outlives them.
std::vector<ReportSection> sections_of(const BatchReport& report);

/// For the terminal.
std::string text_of(const std::vector<ReportSection>& sections);

}  // namespace sscard::tool
