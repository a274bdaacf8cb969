#include <fmt/format.h>

#include <sscard/apdu/exchange.hpp>
#include <sscard/apdu/recording.hpp>
#include <sscard/card/cautions.hpp>

#include "apdu_script.hpp"
#include "card_source.hpp"
#include "files.hpp"
#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

constexpr std::size_t max_script = 1U << 20U;

struct ApduOptions {
    std::vector<std::string> specs;
    std::optional<std::string> script;
    bool follow = false;
    bool i_know = false;
};

/// One command and its answer.
struct Exchange {
    std::string command;  // as a recording has it: without a PIN
    Bytes data;
    apdu::StatusWord status;
    std::optional<Expectation> expected{};

    bool ok() const { return !expected || expected->met_by(status); }
};

/// Keeps what passes.
class Tape final : public apdu::Transport {
public:
    explicit Tape(apdu::Transport& card) noexcept : card_{&card} {}

    /// The next command goes as it was typed, not as it would be encoded.
    void send_as(const Bytes& typed) { typed_ = typed; }

    Result<Bytes> transmit(ByteView encoded) override {
        const auto typed = std::exchange(typed_, std::nullopt);
        const auto command = typed ? ByteView{*typed} : encoded;
        auto answer = card_->transmit(command);
        if (!answer) return answer;
        auto response = apdu::Response::parse(*answer);
        if (!response) return tl::unexpected{std::move(response.error())};
        exchanges.push_back({apdu::shown_command(command), std::move(response->data), response->status});
        return answer;
    }
    apdu::Protocol protocol() const override { return card_->protocol(); }
    Bytes atr() const override { return card_->atr(); }

    std::vector<Exchange> exchanges;

private:
    apdu::Transport* card_;
    std::optional<Bytes> typed_;
};

Result<Script> script_of(const ApduOptions& options, const StopFlag& stop) {
    Script script;
    if (options.script.has_value() != options.specs.empty()) {
        return fail(Fault::usage, "options", msgid("it needs commands, or --script FILE, and not both"), {},
                    msgid("See sscard apdu --help."));
    }
    for (const auto& spec : options.specs) {
        if (auto added = script.add(spec); !added) return tl::unexpected{std::move(added.error())};
    }
    if (options.script) {
        const auto text = *options.script == "-" ? read_standard_input(max_script, stop)
                                                 : read_file(*options.script, max_script);
        if (!text) return tl::unexpected{text.error()};
        if (auto added = script.add_lines(*text, *options.script); !added)
            return tl::unexpected{std::move(added.error())};
    }
    if (script.commands().empty())
        return fail(Fault::usage, "options", msgid("there is no command in the script"));
    if (options.i_know) return script;
    if (auto harmless = script.check_harmless(); !harmless)
        return tl::unexpected{std::move(harmless.error())};
    return script;
}

/// A question about a PIN or key becomes a try when it is sent again with a length.
bool counts_with_data(Bytes bytes) {
    bytes.resize(std::max<std::size_t>(bytes.size(), 4));
    bytes.push_back(1);
    bytes.push_back(0);
    return card::caution_about(bytes) != nullptr;
}

/// Sends the bytes as they are; with `follow` to the end of what the card has to say.
Result<void> send(Tape& card, const Bytes& bytes, bool follow) {
    const auto command = apdu::Command::parse(bytes);
    if (!follow || !command || counts_with_data(bytes) || !command->encode(card.protocol())) {
        auto answer = card.transmit(bytes);
        return answer ? Result<void>{} : tl::unexpected{std::move(answer.error())};
    }
    card.send_as(bytes);
    auto response = exchange(card, *command);
    return response ? Result<void>{} : tl::unexpected{std::move(response.error())};
}

Error unmet(const Exchange& last, std::size_t number, const std::string& where) {
    const auto answer = fmt::format("{:04X}", last.status.value);
    return Error{Fault::malformed_card, "apdu"}
        .because(msgid("the card answered command {0} with {1}, and {2} was expected"),
                 {std::to_string(number), answer, last.expected->text()},
                 msgid("No command was sent after it."))
        .in(where);
}

/// Sends all of them, up to the first that fails or is not answered as expected.
std::optional<Error> send_all(Tape& card, const Script& script, bool follow) {
    std::size_t number = 0;
    for (const auto& line : script.commands()) {
        ++number;
        if (auto sent = send(card, line.bytes, follow); !sent) return std::move(sent.error());
        auto& last = card.exchanges.back();
        last.expected = line.expected;
        if (!last.ok()) return unmet(last, number, line.where);
    }
    return std::nullopt;
}

Report report_on(const Tape& card, const std::string& reader) {
    Report report{{{"schema", "sscard.apdu/1"},
                   {"reader", reader},
                   {"atr", to_hex(card.atr())},
                   {"protocol", apdu::name(card.protocol())},
                   {"exchanges", Json::array()}},
                  {}};
    report.list = "exchanges";
    for (const auto& exchange : card.exchanges) {
        const auto status = fmt::format("{:04X}", exchange.status.value);
        const auto* meaning = tr(describe(exchange.status).sentence);
        auto command = exchange.command;
        std::erase(command, ' ');
        report.document["exchanges"].push_back(
            {{"command", command},
             {"data", to_hex(exchange.data)},
             {"sw", status},
             {"meaning", meaning},
             {"expected", exchange.expected ? Json(exchange.expected->text()) : Json(nullptr)},
             {"ok", exchange.ok()}});
        const auto data = apdu::spaced_hex(exchange.data);
        report.text += fmt::format("> {}\n< {}{}{}  {}\n", exchange.command, data, data.empty() ? "" : "  ",
                                   status, meaning);
    }
    return report;
}

Result<Report> run(const Desk& desk, const ApduOptions& options) {
    const auto script = script_of(options, desk.stop);
    if (!script) return tl::unexpected{script.error()};
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return tl::unexpected{std::move(source.error())};
    if (options.i_know) source->reset_at_end();  // no right outlives this
    Tape card{source->card()};
    auto failure = send_all(card, *script, options.follow);
    // What a fault interrupted is shown to people; programs get the fault.
    const bool fault = failure && (card.exchanges.empty() || card.exchanges.back().ok());
    if (fault && desk.settings.format() != Format::text) return tl::unexpected{*std::move(failure)};
    auto report = report_on(card, source->reader());
    report.verdict = std::move(failure);
    if (report.verdict) return report;
    if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return report;
}

}  // namespace

void add_apdu(Verb app, Chosen& chosen) {
    auto options = std::make_shared<ApduOptions>();
    auto verb = app.verb("apdu", msgid("Send commands to the card as they are typed, for engineers"),
                         "  sscard apdu 00A40000023F00 =9000\n"
                         "  sscard apdu '00 84 00 00 08'\n"
                         "  sscard apdu 00A4040007A0000003330101 00B2010C00 --follow\n"
                         "  sscard apdu --script probe.txt --record card.txt --redact\n",
                         chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb.optional_operand(
        "commands SPEC...", options->specs,
        msgid("hexadecimal, each with the status word expected, if any: 00A40000023F00 =9000"));
    verb.option("--script FILE", options->script,
                msgid("a file of them, one a line; - is the standard input"));
    verb.flag("--follow", options->follow,
              msgid("fetch what waits in the card (61xx), ask again with the right length (6Cxx)"));
    verb.flag("--i-know", options->i_know,
              msgid("send also what changes, spends or locks something, or costs a try"));
}

}  // namespace sscard::tool
