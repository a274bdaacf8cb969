#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <span>
#include <sscard/error.hpp>
#include <sscard/store/digest.hpp>
#include <string>

namespace sscard::batch {

/// A file that is read several times and has to be the same each time.
class File {
public:
    static Result<File> open(const std::filesystem::path& path);

    File(File&& other) noexcept;
    File& operator=(File&&) = delete;
    ~File();

    /// The next bytes; 0 at the end. Fault::input when they cannot be read, and when the file was changed
    /// since it was opened: by size and time at every call, by its hash at the end.
    Result<std::size_t> read(std::span<char> room);

    /// Bytes from elsewhere; read() goes on where it was.
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> room) const;

    /// Back to the first byte.
    Result<void> rewind();

    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits; empty until they were read to the end.
    const std::string& sha256() const noexcept { return sha256_; }

private:
    explicit File(int descriptor) noexcept : descriptor_{descriptor} {}
    bool changed() const noexcept;
    Result<void> end();

    int descriptor_;
    struct stat opened_ {};
    store::Digester digester_{store::Hash::sha256};
    std::string sha256_;
};

}  // namespace sscard::batch
