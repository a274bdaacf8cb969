#include "batch_mistakes.hpp"

#include <fmt/format.h>

#include "language.hpp"

namespace sscard::tool {
namespace {

std::string place_of(const batch::Finding& finding) {
    return filled(
        finding.mistake.column.empty() ? msgid("row {0} (line {1})") : msgid("row {0} (line {1}), {2}"),
        {std::to_string(finding.row), std::to_string(finding.line), std::string{finding.mistake.column}});
}

}  // namespace

std::string sentence_for(const batch::Mistake& mistake) { return filled(mistake.sentence, mistake.words); }

std::string sentences_for(const std::vector<batch::Mistake>& mistakes) {
    std::string text;
    for (const auto& mistake : mistakes) text += (text.empty() ? "" : "; ") + sentence_for(mistake);
    return text;
}

Json findings_document(const batch::Findings& findings) {
    auto list = Json::array();
    for (const auto& finding : findings.first) {
        const auto& mistake = finding.mistake;
        list.push_back({{"row", finding.row},
                        {"line", finding.line},
                        {"column", mistake.column.empty() ? Json(nullptr) : Json(mistake.column)},
                        {"code", mistake.code},
                        {"message", sentence_for(mistake)}});
    }
    return list;
}

Json blank_finding() {
    return {
        {"row", nullptr}, {"line", nullptr}, {"column", nullptr}, {"code", nullptr}, {"message", nullptr}};
}

std::string findings_text(const batch::Findings& findings, const char* title, std::size_t most) {
    if (findings.count == 0) return {};
    auto text = fmt::format("{}\n", tr(title));
    const auto shown = std::min(most, findings.first.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& finding = findings.first[i];
        text += fmt::format("  {}: {}\n", place_of(finding), sentence_for(finding.mistake));
    }
    if (findings.count > shown)
        text +=
            fmt::format("  {}\n", filled(msgid("and {0} more"), {std::to_string(findings.count - shown)}));
    return text;
}

}  // namespace sscard::tool
