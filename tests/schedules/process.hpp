#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pcsc_stand_in/world.hpp"
#include "temporary_directory.hpp"

namespace sscard::schedules {

/// What is left of a process that ran `sscard`.
struct Ended {
    int exit = 0;               // meaningless after a signal
    std::optional<int> signal;  // a crash, or SIGALRM: it did not end in a minute
    std::string out;
    std::string err;
    std::string log;        // what the script wrote down
    std::string complaint;  // of the stand-in; empty: every handle was released and nothing used wrongly
};

/// A folder of its own for one run, with a state directory in which the authority knows all cards.
class Place {
public:
    Place();
    std::filesystem::path state_dir() const { return folder_.path() / "state"; }
    std::filesystem::path file(const char* name) const { return folder_.path() / name; }

private:
    testing::TemporaryDirectory folder_;
};

/// Whether the stand-in is asked about its handles at the end: it first lets go of the calls that hang.
enum class Audit { yes, no };

/// Writes down what happens, as it happens, so that a crash does not take it along.
using Log = std::function<void(const std::string&)>;

/// Runs the whole program with these arguments in a process of its own, over a stand-in that `script` sets
/// up.
Ended run(const Place& place, const std::vector<std::string>& arguments,
          const std::function<void(pcsc_stand_in::World&, const Log&)>& script, Audit audit = Audit::yes);

}  // namespace sscard::schedules
