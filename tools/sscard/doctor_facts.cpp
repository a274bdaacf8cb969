#include "doctor_facts.hpp"

#include <langinfo.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/card/reading.hpp>
#include <sscard/pcsc/client.hpp>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>
#include <sscard/text/gb18030.hpp>

#include "backends.hpp"
#include "card_reading.hpp"
#include "card_source.hpp"
#include "config_checks.hpp"
#include "open_journal.hpp"
#include "program.hpp"
#include "reader_words.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;
using doctor::Machine;

constexpr std::chrono::seconds program_time{3};
constexpr const char* polkit_asker = "/usr/bin/pkcheck";
constexpr const char* polkit_actions = "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy";

std::string user_name() {
    const auto* user = ::getpwuid(::geteuid());
    return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

/// "1.9.9" of "pcsc-lite version 1.9.9.\n..."
std::string service_version() {
    constexpr std::string_view before = "version ";
    const auto said = run_program({"/usr/sbin/pcscd", "--version"}, program_time);
    if (!said) return {};
    const auto at = said->output.find(before);
    if (at == std::string::npos) return {};
    const auto version = std::string_view{said->output}.substr(at + before.size());
    const auto digits = version.substr(0, version.find_first_not_of("0123456789."));
    return std::string{digits.substr(0, digits.find_last_not_of('.') + 1)};
}

/// What polkit says about this very process.
std::optional<bool> polkit_verdict() {
    enum : int { authorized = 0, not_authorized = 1, needs_authentication = 2, dismissed = 3 };
    if (std::error_code error; !fs::exists(polkit_actions, error)) return std::nullopt;
    const auto said = run_program({polkit_asker, "--action-id", "org.debian.pcsc-lite.access_pcsc",
                                   "--process", std::to_string(::getpid())},
                                  program_time);
    if (!said || said->exit > dismissed) return std::nullopt;
    return said->exit == authorized;
}

doctor::ServiceFacts ask_service(const Desk& desk) {
    doctor::ServiceFacts facts;
    facts.socket = pcsc::service_socket();
    facts.version = service_version();
    facts.client_version = pcsc::client_version();
    facts.polkit_allows = polkit_verdict();
    const Patience patience{
        std::min<Patience::Clock::duration>(desk.settings.seconds(Key::timeout), pcsc::answer_time),
        desk.stop};
    auto context = pcsc::Context::establish(patience);
    const auto slots = context.and_then([&](pcsc::Context& opened) { return pcsc::list(opened, patience); });
    if (!slots) {
        facts.failure = slots.error();
        return facts;
    }
    facts.readers.emplace();
    for (const auto& slot : *slots) facts.readers->push_back(printable(slot.name));
    return facts;
}

/// "2026-11-22T10:00:00+08:00"
std::optional<doctor::TimePoint> moment(const std::string& rfc3339) {
    std::tm time{};
    if (::strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S%z", &time) == nullptr) return std::nullopt;
    const auto offset = std::chrono::seconds{time.tm_gmtoff};
    return doctor::TimePoint{std::chrono::seconds{::timegm(&time)} - offset};
}

std::optional<doctor::JournalFacts> walk_journal(const Settings& settings) {
    const auto journal = open_existing_journal(settings);
    if (!journal) return doctor::JournalFacts{.failure = journal.error()};
    if (!*journal) return std::nullopt;
    const auto walked = (*journal)->verify();
    if (!walked) return doctor::JournalFacts{.failure = walked.error()};
    doctor::JournalFacts facts{.entries = walked->entries, .first_bad = walked->first_bad};
    const auto newest = (*journal)->list({.limit = 1});
    if (newest && !newest->empty()) facts.last = moment(newest->front().entries.back().at);
    return facts;
}

doctor::BackendFacts ask_backend(const Desk& desk) {
    doctor::BackendFacts facts{.name = desk.settings[Key::backend]};
    const auto backend = open_backend(desk.settings);
    if (!backend) {
        facts.failure = backend.error();
        return facts;
    }
    const auto said = (*backend)->time({desk.settings.seconds(Key::timeout), desk.stop});
    if (!said) facts.failure = said.error();
    const auto there = said && *said ? moment(**said) : std::nullopt;
    if (there) facts.ahead = std::chrono::round<std::chrono::seconds>(*there - activation::system_now());
    return facts;
}

/// Reads it as `sscard read` does, and tells nothing of it.
doctor::CardFacts read_card(const Desk& desk) {
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return {source.error()};
    LazyBackend backend{desk.settings};
    const auto reading = read_at_desk(*source, card::all_fields(), desk, backend, Need::helpful);
    if (!reading) return {reading.error()};
    if (const auto finished = source->finish(); !finished) return {finished.error()};
    return {};
}

bool decodes_gb18030() {
    const auto decoded = text::from_gb18030(Bytes{0xC9, 0xE7});
    return decoded.complete && decoded.utf8 == "社";
}

std::vector<Error> errors_of(const std::vector<ConfigMistake>& mistakes) {
    std::vector<Error> errors;
    errors.reserve(mistakes.size());
    for (const auto& mistake : mistakes) errors.push_back(mistake.error);
    return errors;
}

/// What the lines name is looked at on the running machine alone: paths lead elsewhere below another root.
void look_at_configuration(Machine& machine, const fs::path& here) {
    std::vector<ConfigMistake> wrong_lines;
    const auto file = ConfigFile::load(here, wrong_lines);
    machine.mistakes = errors_of(wrong_lines);
    if (!file) machine.mistakes.push_back(file.error());
    if (!file || !machine.live) return;
    const auto found = check_configuration(*file, wrong_lines, activation::system_now());
    machine.dead_ends = errors_of(found.mistakes);
    machine.warnings = errors_of(found.warnings);
}

}  // namespace

Machine machine_below(const fs::path& root, const Desk& desk) {
    constexpr const char* configuration = "/etc/sscard/config.toml";
    Machine machine;
    machine.tree = doctor::Tree{root};
    machine.state_dir = fs::absolute(desk.settings.state_dir());
    if (machine.tree.exists(configuration)) {
        machine.configuration = configuration;
        look_at_configuration(machine, machine.tree.place(configuration));
    }
    return machine;
}

Machine this_machine(const Desk& desk, const GivenOptions& options) {
    const auto& settings = desk.settings;
    Machine machine;
    machine.live = true;
    machine.user = user_name();
    machine.user_id = ::geteuid();
    machine.service = ask_service(desk);
    machine.codeset = ::nl_langinfo(CODESET);
    machine.decodes_gb18030 = decodes_gb18030();
    machine.configuration = config_path(options);
    if (!machine.configuration.empty()) look_at_configuration(machine, machine.configuration);
    machine.state_dir = fs::absolute(settings.state_dir());
    machine.journal = walk_journal(settings);
    machine.backend = ask_backend(desk);
    machine.now = activation::system_now();
    machine.built = doctor::TimePoint{std::chrono::seconds{SSCARD_BUILT}};
    if (machine.mistakes.empty()) machine.card = read_card(desk);
    return machine;
}

}  // namespace sscard::tool
