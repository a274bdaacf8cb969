#pragma once

#include <filesystem>
#include <memory>
#include <sscard/store/blame.hpp>
#include <string_view>

namespace sscard::store {

class Descriptor;

/// What a living process is busy with: one byte of a file locked for every name (an open file description
/// lock). The kernel takes the marks back when the process dies, however it dies; nothing is written.
class Marks {
public:
    /// Makes the file (0600) when there is none. Fails with the blame's fault.
    static Result<Marks> create_or_open(const std::filesystem::path& file, const Blame& blame);

    Marks(Marks&&) noexcept;
    Marks& operator=(Marks&&) = delete;
    Marks(const Marks&) = delete;
    Marks& operator=(const Marks&) = delete;
    ~Marks();

    /// False when another process, or another Marks of this one, has set it.
    Result<bool> set(std::string_view name);
    void clear(std::string_view name) noexcept;
    /// Whether another process, or another Marks of this one, has it set; its own do not count.
    Result<bool> set_elsewhere(std::string_view name) const;

private:
    Marks(Descriptor file, std::filesystem::path path, Blame blame);

    std::unique_ptr<Descriptor> file_;
    std::filesystem::path path_;
    Blame blame_;
};

}  // namespace sscard::store
