#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sscard/doctor/tree.hpp>
#include <sscard/error.hpp>
#include <string>
#include <vector>

namespace sscard::doctor {

using TimePoint = std::chrono::system_clock::time_point;

/// What the PC/SC service and those around it said.
struct ServiceFacts {
    std::filesystem::path socket{"/run/pcscd/pcscd.comm"};
    std::string version{};                              // "1.9.9"; empty: not known
    std::string client_version{};                       // of the library that sscard was built with
    std::optional<Error> failure{};                     // why it could not be spoken to
    std::optional<std::vector<std::string>> readers{};  // as it lists them; nothing: it was not asked
    std::optional<bool> polkit_allows{};                // nothing: polkit gave no verdict
};

/// What walking the journal found.
struct JournalFacts {
    std::optional<Error> failure{};
    std::int64_t entries = 0;
    std::optional<std::int64_t> first_bad{};
    std::optional<TimePoint> last{};  // when the last entry was written
};

struct BackendFacts {
    std::string name;
    std::optional<Error> failure{};
    /// How far the authority's clock is ahead of ours, where it told its time.
    std::optional<std::chrono::seconds> ahead{};
};

/// What reading the card in the reader came to.
struct CardFacts {
    std::optional<Error> failure{};
};

/// Everything that the checks look at: the files, and what only the running machine could tell. What was not
/// asked is empty, and checks that need it say nothing.
struct Machine {
    Tree tree{};
    bool live = false;  // the tree is the machine that this runs on
    std::string user{};
    std::optional<uid_t> user_id{};
    ServiceFacts service{};
    std::string codeset{};  // of the locale, as nl_langinfo() calls it
    std::optional<bool> decodes_gb18030{};
    std::filesystem::path configuration{};  // empty: there is none
    std::vector<Error> mistakes{};          // in its lines: no command works
    std::vector<Error> dead_ends{};         // in what they name: some command will not
    std::vector<Error> warnings{};          // about it
    std::filesystem::path state_dir{};
    std::optional<JournalFacts> journal{};
    std::optional<BackendFacts> backend{};
    TimePoint now{};
    TimePoint built{};  // when sscard was
    std::optional<CardFacts> card{};
};

}  // namespace sscard::doctor
