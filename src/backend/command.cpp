#include <algorithm>
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sscard/backend/command.hpp>

#include "interface_backend.hpp"
#include "program.hpp"

namespace sscard::backend {
namespace {

using Json = nlohmann::json;
using Trouble = Program::Trouble;

constexpr const char* step = "ask the program of the backend";

struct Word {
    Operation operation;
    const char* word;
};

constexpr std::array words{
    Word{Operation::capabilities, "capabilities"}, Word{Operation::lookup, "lookup"},
    Word{Operation::activate, "activate"},         Word{Operation::query, "query"},
    Word{Operation::authenticate, "authenticate"},
};

/// In ASCII, so that no locale of the program's can be in the way.
std::string line_of(std::uint64_t id, const Question& question) {
    const auto* const found = std::find_if(
        words.begin(), words.end(), [&](const Word& entry) { return entry.operation == question.operation; });
    Json line{{"id", id}, {"operation", found->word}};
    if (!question.request_no.empty()) line["request_no"] = question.request_no;
    if (!question.body.empty()) line["body"] = Json::parse(question.body);
    return line.dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// The document of a line; a discarded one when it is no JSON, or nested deeper than any answer.
Json parsed(std::string_view line) {
    constexpr int deepest = 32;
    bool too_deep = false;
    auto document = Json::parse(
        line,
        [&](int depth, Json::parse_event_t, Json&) {
            too_deep = too_deep || depth > deepest;
            return !too_deep;
        },
        false);
    return too_deep ? Json(Json::value_t::discarded) : document;
}

template <class Number>
std::optional<Number> number_in(const Json& document, const char* key) {
    const auto found = document.find(key);
    if (found == document.end() || !found->is_number_unsigned()) return std::nullopt;
    return found->get<Number>();
}

/// A line of the program's: which question it answers, and how.
struct AnswerLine {
    std::uint64_t id = 0;
    Answer answer;
};

std::optional<AnswerLine> answer_line(std::string_view line) {
    constexpr std::uint64_t longest_wait = 24ULL * 60 * 60;  // seconds
    constexpr std::uint64_t least_status = 100;
    constexpr std::uint64_t most_status = 599;
    const auto document = parsed(line);
    if (!document.is_object()) return std::nullopt;
    const auto id = number_in<std::uint64_t>(document, "id");
    const auto status = number_in<std::uint64_t>(document, "status");
    if (!id || !status || *status < least_status || *status > most_status) return std::nullopt;
    AnswerLine read{*id, {static_cast<int>(*status)}};
    if (const auto body = document.find("body"); body != document.end() && !body->is_null())
        read.answer.body = body->dump();
    if (const auto wait = number_in<std::uint64_t>(document, "retry_after"))
        read.answer.retry_after = std::chrono::seconds{std::min(*wait, longest_wait)};
    return read;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

class CommandCarrier final : public Carrier {
public:
    CommandCarrier(CommandService service, std::unique_ptr<Program> program)
        : service_{std::move(service)}, program_{std::move(program)} {}

    Result<Answer> carry(const Question& question, const Patience& patience) override {
        std::unique_lock turn{mutex_, std::defer_lock};
        do {
            if (const auto over = patience.over())
                return fail(*over == Fault::timeout ? Fault::backend_unreachable : *over, step);
        } while (!turn.try_lock_for(patience.next_slice()));
        if (auto ready = have_program(); !ready) return tl::unexpected{std::move(ready.error())};
        const auto id = ++last_id_;
        if (const auto trouble = program_->write(line_of(id, question), patience))
            return without_answer(*trouble);
        return answer_to(id, patience);
    }

private:
    /// Starts it again when it has ended. It was there before: without it nothing is sent now.
    Result<void> have_program() {
        if (program_ && program_->runs()) return {};
        program_.reset();
        auto started = Program::start(service_.program, service_.folder);
        if (!started) {
            started.error().fault = Fault::backend_unreachable;
            return tl::unexpected{std::move(started.error())};
        }
        program_ = *std::move(started);
        return {};
    }

    /// Reads on over blank lines and over late answers to questions that were called off.
    Result<Answer> answer_to(std::uint64_t id, const Patience& patience) {
        constexpr int most_lines = 1000;
        for (int lines = 0; lines < most_lines; ++lines) {
            const auto line = program_->read(patience);
            // Who is called off may still finish: the program goes on, and its answer is passed over later.
            if (!line && line.error() == Trouble::stopped) return fail(Fault::unknown_outcome, step);
            if (!line) return without_answer(line.error());
            if (is_blank(*line)) continue;
            auto read = answer_line(*line);
            if (!read || read->id > id) break;
            if (read->id == id) return std::move(read->answer);
        }
        return nonsense();
    }

    /// What is known of the question once the program can no longer answer it.
    tl::unexpected<Error> without_answer(Trouble trouble) {
        if (trouble == Trouble::too_long) return nonsense();
        program_->stop();
        const auto nothing_done =
            trouble == Trouble::stopped ? Fault::interrupted : Fault::backend_unreachable;
        const auto fault = program_->untouched() ? nothing_done : Fault::unknown_outcome;
        const auto status = std::to_string(program_->status());
        program_.reset();
        switch (trouble) {
            case Trouble::ended:
                return fail(fault, step, msgid("the program {0} ended before it answered, with status {1}"),
                            {name(), status},
                            msgid("Run it by hand, as docs/command-backend.md shows, and see what it says."));
            case Trouble::late:
                return fail(fault, step, msgid("the program {0} did not answer in time"), {name()});
            default:
                return fail(fault, step);
        }
    }

    tl::unexpected<Error> nonsense() {
        program_->stop();
        program_.reset();
        return fail(Fault::backend_malformed, step,
                    msgid("what the program {0} writes is no answer to its question"), {name()},
                    msgid("It must answer as docs/command-backend.md says: a line of JSON a question, and "
                          "nothing else on its standard output."));
    }

    const std::string& name() const noexcept { return service_.program.front(); }

    CommandService service_;
    std::timed_mutex mutex_;  // of what follows: one question at a time
    std::unique_ptr<Program> program_;
    std::uint64_t last_id_ = 0;
};

}  // namespace

Result<std::unique_ptr<activation::Backend>> open_command(const CommandService& service) {
    if (service.program.empty() || service.program.front().empty()) {
        return fail(Fault::config, "open backend", msgid("a backend of kind command has a program"), {},
                    msgid("Name it in the configuration: program = [\"PROGRAM\", \"ARGUMENT\"]."));
    }
    auto program = Program::start(service.program, service.folder);
    if (!program) return tl::unexpected{std::move(program.error())};
    return interface_backend(std::make_unique<CommandCarrier>(service, *std::move(program)), service.timeout);
}

}  // namespace sscard::backend
