#include <algorithm>
#include <limits>
#include <map>
#include <sscard/activation/breaker.hpp>
#include <sscard/activation/procedure.hpp>
#include <sscard/activation/words.hpp>

#include "backends.hpp"
#include "issuer.hpp"
#include "journal_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::Decision;
using activation::IfLost;
using activation::Journal;
using activation::JournalRecord;
using activation::State;

/// The backend that a request was sent to, by its name in the configuration.
struct Asked {
    explicit Asked(Settings of_backend) : settings{std::move(of_backend)} {}

    Settings settings;
    LazyBackend backend{settings};
    activation::Breaker breaker{};
};

/// What one request was, and what it is now.
struct Answer {
    const JournalRecord* record;
    State state;
    std::optional<Error> failure{};
};

class Resolving {
public:
    Resolving(const Desk& desk, Journal& journal) : desk_{&desk}, journal_{&journal} {}

    /// Fails only when there is no use in going on.
    Result<Answer> ask(const JournalRecord& record) {
        auto& asked =
            backends_.try_emplace(record.backend, desk_->settings.with(Key::backend, record.backend))
                .first->second;
        if (asked.breaker.is_open()) {
            return failed(record, Error{Fault::backend_unreachable, "ask the authority"}.because(
                                      msgid("not asked any more: the authority stays away")));
        }
        const auto backend = asked.backend.get();
        if (!backend) return failed(record, backend.error());
        const Patience patience{backend_time(asked.settings), desk_->stop};
        auto decision = settle(record.request.request_no, IfLost::write_down, **backend, *journal_, patience);
        if (decision) {
            asked.breaker.succeeded();
            return Answer{&record, decision->result};
        }
        const auto fault = decision.error().fault;
        if (fault == Fault::journal || fault == Fault::interrupted) return tl::unexpected{decision.error()};
        asked.breaker.failed(fault);
        return failed(record, std::move(decision.error()));
    }

private:
    static Answer failed(const JournalRecord& record, Error why) {
        return {&record, record.state(), std::move(why)};
    }

    const Desk* desk_;
    Journal* journal_;
    std::map<std::string, Asked> backends_;  // nodes stay where they are
};

/// The states that a request may have afterwards, in the order in which they are counted.
constexpr State counted[] = {State::activated, State::already_active, State::pending,  State::refused,
                             State::not_sent,  State::unknown,        State::intended, State::sent};

bool is_unknown(State state) noexcept {
    return state == State::unknown || state == State::intended || state == State::sent;
}

/// A fault of the backend before unknown, unknown before pending; nothing when all is final.
std::optional<Error> verdict_on(const std::vector<Answer>& answers) {
    for (const auto& answer : answers) {
        if (answer.failure && answer.failure->fault != Fault::unknown_outcome) return answer.failure;
    }
    const auto any = [&](auto wanted) {
        return std::any_of(answers.begin(), answers.end(),
                           [&](const Answer& one) { return wanted(one.state); });
    };
    if (any(is_unknown)) {
        return Error{Fault::unknown_outcome, "resolve"}.because(
            msgid("the outcome of some requests is still unknown"), {},
            msgid("The state of a card is told by: sscard status"));
    }
    if (any([](State state) { return state == State::pending; })) return Error{Fault::pending, "resolve"};
    return std::nullopt;
}

Json answer_document(const Answer& answer, const Settings& settings) {
    auto document = summary_document(*answer.record, settings);
    document["was"] = word(answer.record->state());
    document["state"] = word(answer.state);
    document["error"] = answer.failure ? error_document(*answer.failure)["error"] : Json(nullptr);
    return document;
}

/// The state, and why it is no other one. The cure of a failure is about a request that is sent.
std::string said(const Answer& answer) {
    const std::string state = tr(sentence_for(answer.state));
    if (!answer.failure) return state;
    return state + " (" + error_document(*answer.failure)["error"]["message"].get<std::string>() + ")";
}

Report report_on(const std::vector<Answer>& answers, const Settings& settings) {
    Report report{{{"schema", "sscard.journal_resolve/1"}, {"asked", answers.size()}}, {}};
    for (const auto state : counted) {
        report.document[std::string{word(state)}] = std::count_if(
            answers.begin(), answers.end(), [state](const Answer& answer) { return answer.state == state; });
    }
    report.document["requests"] = Json::array();
    std::vector<std::vector<std::string>> lines;
    for (const auto& answer : answers) {
        report.document["requests"].push_back(answer_document(answer, settings));
        const auto& request = answer.record->request;
        lines.push_back({request.request_no, request.card.number, shown_holder(request.holder, settings),
                         tr(sentence_for(request.scope)), said(answer)});
    }
    report.list = "requests";
    report.text = lines.empty() ? std::string{tr(msgid("Nothing is open: every outcome is known."))} + "\n"
                                : columns(lines);
    report.verdict = verdict_on(answers);
    return report;
}

Result<Report> resolve(const Desk& desk) {
    const auto existing = open_existing_journal(desk.settings);
    if (!existing) return tl::unexpected{existing.error()};
    if (!*existing) return report_on({}, desk.settings);
    const auto journal = open_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};

    activation::JournalFilter filter;
    filter.open = true;
    filter.limit = std::numeric_limits<std::int32_t>::max();
    if (desk.settings.value(Key::backend).source == Source::option)
        filter.backend = desk.settings[Key::backend];
    auto records = (*journal)->list(filter);
    if (!records) return tl::unexpected{std::move(records.error())};
    std::reverse(records->begin(), records->end());  // the oldest first

    std::vector<Answer> answers;
    Resolving resolving{desk, **journal};
    for (const auto& record : *records) {
        auto answer = resolving.ask(record);
        if (!answer && answer.error().fault != Fault::interrupted)
            return tl::unexpected{std::move(answer.error())};
        if (!answer) {
            auto report = report_on(answers, desk.settings);
            report.verdict = std::move(answer.error());
            return report;
        }
        answers.push_back(*std::move(answer));
    }
    return report_on(answers, desk.settings);
}

}  // namespace

void add_journal_resolve(Verb group, Chosen& chosen) {
    group.verb("resolve", msgid("Ask the authority about every request whose outcome is open"),
               "  sscard journal resolve\n"
               "  sscard journal resolve --json\n",
               chosen, resolve);
}

}  // namespace sscard::tool
