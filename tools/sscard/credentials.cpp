#include "credentials.hpp"

#include <cstdlib>

namespace sscard::tool {
namespace {

constexpr const char* step = "find credential";
constexpr const char* variable = "CREDENTIALS_DIRECTORY";
constexpr std::string_view prefix = "credential:";

}  // namespace

bool is_credential(std::string_view said) noexcept { return said.starts_with(prefix); }

bool has_credentials() noexcept {
    const auto* directory = std::getenv(variable);
    return directory != nullptr && *directory != '\0';
}

Result<std::filesystem::path> place_of(const std::string& said) {
    if (!is_credential(said)) return said;
    const auto name = said.substr(prefix.size());
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
        return fail(Fault::config, step, msgid("{0} names no credential"), {said},
                    msgid("Write credential:NAME, with the name that the unit gives it in LoadCredential."));
    }
    if (!has_credentials()) {
        return fail(Fault::config, step,
                    msgid("the credential {0} is not known here: {1} is not set in the environment"),
                    {name, variable},
                    msgid("Run sscard in a unit of systemd that has LoadCredential={0}:FILE."));
    }
    auto place = std::filesystem::path{std::getenv(variable)} / name;
    if (std::error_code error; std::filesystem::is_regular_file(place, error)) return place;
    return fail(Fault::config, step, msgid("there is no credential {0}: {1} is missing"),
                {name, place.string()}, msgid("Add LoadCredential={0}:FILE to the unit."));
}

}  // namespace sscard::tool
