#pragma once

#include <sscard/activation/clock.hpp>
#include <vector>

#include "config_file.hpp"

namespace sscard::tool {

struct ConfigFindings {
    std::vector<ConfigMistake> mistakes;  // something does not work
    std::vector<ConfigMistake> warnings;  // something will not, or cannot be looked at from here
};

/// What is wrong with the things that the lines name: backends, files, certificates, dates. Nothing is asked
/// and nothing changed. `wrong_lines` are those that ConfigFile::load() could not make sense of.
ConfigFindings check_configuration(const ConfigFile& file, const std::vector<ConfigMistake>& wrong_lines,
                                   activation::TimePoint now);

void sort_by_line(std::vector<ConfigMistake>& mistakes);

}  // namespace sscard::tool
