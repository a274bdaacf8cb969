#pragma once

#include <sscard/batch/survey.hpp>

#include "report.hpp"

/// What is wrong in the file of a batch, for people and programs.
namespace sscard::tool {

/// One mistake, without its place.
std::string sentence_for(const batch::Mistake& mistake);
/// All of one row, in one line.
std::string sentences_for(const std::vector<batch::Mistake>& mistakes);

/// `[{"row","line","column","code","message"}]`, and an element of it without values.
Json findings_document(const batch::Findings& findings);
Json blank_finding();

/// A line a mistake, no more than `most` of them, and how many there are beside.
std::string findings_text(const batch::Findings& findings, const char* title, std::size_t most);

}  // namespace sscard::tool
