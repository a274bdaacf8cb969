#pragma once

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>

#include "temporary_directory.hpp"

namespace sscard::testing {

/// A variable of the environment, as long as the object lives.
class Variable {
public:
    Variable(std::string name, const std::string& value) : name_{std::move(name)} {
        if (const auto* before = std::getenv(name_.c_str())) before_ = before;
        ::setenv(name_.c_str(), value.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() {
        if (before_) {
            ::setenv(name_.c_str(), before_->c_str(), 1);
        } else {
            ::unsetenv(name_.c_str());
        }
    }

private:
    std::string name_;
    std::optional<std::string> before_;
};

/// A home of one's own, so that nobody's configuration gets in the way.
class Home {
public:
    /// Writes a file below it; the path.
    std::filesystem::path write(const std::string& name, const std::string& content) const {
        auto path = place_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path} << content;
        return path;
    }
    const std::filesystem::path& path() const noexcept { return place_.path(); }

private:
    TemporaryDirectory place_;
    Variable home_{"HOME", place_.path()};
    Variable config_home_{"XDG_CONFIG_HOME", place_.path() / "config"};
    Variable state_home_{"XDG_STATE_HOME", ""};
    Variable config_{"SSCARD_CONFIG", ""};
};

}  // namespace sscard::testing
