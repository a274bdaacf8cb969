#include <sscard/doctor/examine.hpp>

#include "doctor_facts.hpp"
#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

using doctor::Finding;

constexpr const char* severity_words[] = {msgid("good"), msgid("note"), msgid("problem")};

/// A finding in the language of the person.
struct Said {
    std::string what;
    std::string why;
    std::string cure;
};

Said said(const Finding& finding) {
    if (!finding.error) {
        return {filled(finding.what, finding.words), filled(finding.why, finding.words),
                filled(finding.cure, finding.words)};
    }
    const auto error = error_document(*finding.error)["error"];
    return {filled(finding.what, {error["message"]}), tr(finding.why), error["hint"]};
}

std::string line_of(const Said& said) {
    auto line = said.what;
    for (const auto& sentence : {said.why, said.cure}) {
        if (sentence.empty()) continue;
        const bool wide = line.ends_with("。");  // leaves room by itself
        line += (wide ? "" : " ") + sentence;
    }
    return line;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

/// Why a command would fail here; nothing once a card was read.
std::optional<Error> verdict(const doctor::Machine& machine, const doctor::Findings& findings) {
    if (machine.card) return machine.card->failure;
    const auto* worst = doctor::worst(findings);
    if (worst == nullptr) {
        return Error{Fault::no_card, "doctor"}.because(
            msgid("files alone hold no card that could be read"), {},
            msgid("Run sscard doctor without --root at the machine."));
    }
    if (worst->error) return worst->error;
    return Error{worst->fault, "doctor"}.because(worst->what, worst->words, worst->cure);
}

Report report_on(const doctor::Machine& machine) {
    const auto findings = doctor::examine(machine);
    Report report{{{"schema", "sscard.doctor/1"},
                   {"ok", doctor::worst(findings) == nullptr},
                   {"card_read", machine.card && !machine.card->failure},
                   {"findings", Json::array()}},
                  {}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& finding : findings) {
        const auto texts = said(finding);
        report.document["findings"].push_back({{"code", finding.code},
                                               {"severity", word(finding.severity)},
                                               {"what", texts.what},
                                               {"why", text_or_null(texts.why)},
                                               {"cure", text_or_null(texts.cure)},
                                               {"detail", text_or_null(finding.detail)}});
        lines.push_back({tr(severity_words[static_cast<std::size_t>(finding.severity)]), line_of(texts)});
    }
    report.list = "findings";
    report.text = columns(lines);
    report.verdict = verdict(machine, findings);
    return report;
}

Result<Report> run(const Desk& desk, const std::string& root, const GivenOptions& options) {
    if (root.empty()) return report_on(this_machine(desk, options));
    if (std::error_code error; !std::filesystem::is_directory(root, error))
        return fail(Fault::usage, "options", msgid("there is no folder {0}"), {root},
                    msgid("See sscard --help."));
    return report_on(machine_below(root, desk));
}

}  // namespace

void add_doctor(Verb app, Chosen& chosen) {
    auto root = std::make_shared<std::string>();
    app.verb("doctor", msgid("Find what keeps this machine from reading cards, and the cure"),
             "  sscard doctor\n"
             "  sscard doctor --json\n"
             "  sscard doctor --root /mnt/image\n",
             [&chosen, root] {
                 chosen.with_broken_configuration = true;
                 chosen.run = [&chosen, root](const Desk& desk) { return run(desk, *root, chosen.options); };
             })
        .option("--root DIR", *root, msgid("look at the files of another machine, below DIR; ask nothing"));
}

}  // namespace sscard::tool
