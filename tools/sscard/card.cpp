#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <sscard/virtual_card/demo.hpp>
#include <sscard/virtual_card/vpcd.hpp>

#include "files.hpp"
#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;
using virtual_card::CardFile;

constexpr std::size_t max_card_file = 1U << 20U;
constexpr std::chrono::seconds connect_time{5};

Result<CardFile> load(const std::string& name) {
    if (name == "mock:") return virtual_card::demo_card();
    const auto text = read_file(name, max_card_file);
    if (!text) return tl::unexpected{text.error()};
    auto file = CardFile::parse(*text);
    if (!file) return tl::unexpected{std::move(file.error()).in(name)};
    return file;
}

Json document_of(const std::string& file, const virtual_card::Summary& summary) {
    return {{"file", file},
            {"description", summary.description},
            {"protocol", apdu::name(summary.protocol)},
            {"social_security", summary.social_security},
            {"spec_version", json_or_null(summary.spec_version)},
            {"holder_protected", summary.holder_protected},
            {"faults", summary.faults}};
}

/// The demo card and the card files of a folder; a file that is none is left out with a warning.
Result<Report> list(const std::string& folder) {
    std::vector<std::string> names{"mock:"};
    std::error_code error;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".json") names.push_back(at->path().lexically_normal());
    }
    if (error) {
        return fail(Fault::input, "list cards", msgid("the folder {0} cannot be read"), {folder},
                    msgid("Check that it exists and that you may read it."));
    }
    std::sort(names.begin() + 1, names.end());
    Report report{{{"schema", "sscard.cards/1"}, {"cards", Json::array()}}, {}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& name : names) {
        const auto file = load(name);
        if (!file) {
            spdlog::info("{}: no card file", name);
            continue;
        }
        const auto summary = file->summary();
        report.document["cards"].push_back(document_of(name, summary));
        lines.push_back(
            {name, summary.spec_version.value_or("-"), apdu::name(summary.protocol), summary.description});
    }
    report.list = "cards";
    report.text = columns(lines);
    return report;
}

Result<virtual_card::VpcdAddress> parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    virtual_card::VpcdAddress address;
    const auto port = std::string_view{text}.substr(colon == std::string::npos ? text.size() : colon + 1);
    const auto [rest, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (colon == 0 || error != std::errc{} || rest != port.data() + port.size() || address.port == 0) {
        return fail(
            Fault::usage, "options", msgid("--vpcd needs HOST:PORT"), {},
            msgid("The first slot of the virtual reader is localhost:35963, the second localhost:35964."));
    }
    address.host = text.substr(0, colon);
    return address;
}

void log(const virtual_card::ServeEvent& event) {
    if (event.kind == virtual_card::ServeEvent::Kind::command)
        spdlog::debug("{} ({} bytes) -> {} bytes", to_hex(event.header), event.command_size,
                      event.answer_size);
}

Result<Report> serve(const Desk& desk, const std::string& file_name, const std::string& vpcd) {
    const auto address = parse_address(vpcd);
    if (!address) return tl::unexpected{address.error()};
    const auto file = load(file_name);
    if (!file) return tl::unexpected{file.error()};
    const auto announce = [&](const virtual_card::ServeEvent& event) {
        if (event.kind == virtual_card::ServeEvent::Kind::connected &&
            desk.settings.format() == Format::text) {
            fmt::print("{}\n", tr(msgid("The card is in the virtual reader. Ctrl-C takes it out.")));
            static_cast<void>(std::fflush(stdout));
        }
        log(event);
    };
    const auto end = virtual_card::serve(*file, *address, Patience{connect_time, desk.stop}, announce);
    if (!end) return tl::unexpected{end.error()};
    const auto* word = *end == virtual_card::ServeEnd::host_closed    ? "host_closed"
                       : *end == virtual_card::ServeEnd::card_removed ? "card_removed"
                                                                      : "stopped";
    return Report{{{"schema", "sscard.served/1"}, {"file", file_name}, {"ended", word}}, {}};
}

}  // namespace

void add_card(Verb app, Chosen& chosen) {
    auto group = app.group("card", msgid("Virtual cards, for trying out and testing"));

    auto folder = std::make_shared<std::string>(".");
    group
        .verb("list", msgid("List the demo card and the card files of a folder"),
              "  sscard card list\n"
              "  sscard card list tests/cards\n",
              chosen, [folder](const Desk&) { return list(*folder); })
        .optional_operand("folder FOLDER", *folder, msgid("folder with card files"));

    auto file = std::make_shared<std::string>();
    auto vpcd = std::make_shared<std::string>("localhost:35963");
    auto serve_verb =
        group.verb("serve", msgid("Put a virtual card into the virtual reader of the PC/SC service"),
                   "  sscard card serve mock:\n"
                   "  sscard card serve tests/cards/adult-2.00.json --vpcd localhost:35964\n",
                   chosen, [file, vpcd](const Desk& desk) { return serve(desk, *file, *vpcd); });
    serve_verb.operand("file FILE", *file, msgid("card file, or mock: for the demo card"));
    serve_verb.option("--vpcd HOST:PORT", *vpcd, msgid("where the virtual reader waits for its card"));
}

}  // namespace sscard::tool
