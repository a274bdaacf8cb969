#include <iconv.h>
#include <utf8proc.h>

#include <array>
#include <cerrno>
#include <sscard/text/gb18030.hpp>
#include <utility>

namespace sscard::text {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD in UTF-8

/// A conversion of the C library.
class Converter {
public:
    Converter(const char* to, const char* from) noexcept : handle_{iconv_open(to, from)} {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (usable()) iconv_close(handle_);
    }
    bool usable() const noexcept {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX names this value as the failure of iconv_open
        return handle_ != reinterpret_cast<iconv_t>(-1);
    }

    /// Converts as much as goes, appends it, and drops it from `input`. True when all of it went.
    bool convert(ByteView& input, std::string& out) const {
        std::array<char, 256> chunk{};
        while (true) {
            // iconv takes a pointer to non-const but does not write through it.
            auto* in = const_cast<char*>(reinterpret_cast<const char*>(input.data()));
            auto in_left = input.size();
            auto* to = chunk.data();
            auto to_left = chunk.size();
            const auto done = iconv(handle_, &in, &in_left, &to, &to_left);
            const auto reason = errno;
            out.append(chunk.data(), chunk.size() - to_left);
            input = input.last(in_left);
            if (done != static_cast<std::size_t>(-1)) return true;
            if (reason != E2BIG) return false;
        }
    }

private:
    iconv_t handle_;
};

}  // namespace

Decoded from_gb18030(ByteView bytes) {
    const Converter converter{"UTF-8", "GB18030"};
    Decoded result;
    while (!bytes.empty()) {
        if (converter.usable() && converter.convert(bytes, result.utf8)) break;
        result.utf8 += replacement;
        result.complete = false;
        bytes = bytes.subspan(1);
    }
    return result;
}

std::optional<Bytes> to_gb18030(std::string_view utf8) {
    const Converter converter{"GB18030", "UTF-8"};
    auto input = as_bytes(utf8);
    std::string out;
    if (!is_utf8(utf8) || !converter.usable() || !converter.convert(input, out)) return std::nullopt;
    const auto bytes = as_bytes(out);
    return Bytes{bytes.begin(), bytes.end()};
}

bool is_utf8(std::string_view text) noexcept {
    auto rest = as_bytes(text);
    while (!rest.empty()) {
        utf8proc_int32_t code_point = 0;
        const auto used =
            utf8proc_iterate(rest.data(), static_cast<utf8proc_ssize_t>(rest.size()), &code_point);
        if (used <= 0) return false;
        rest = rest.subspan(static_cast<std::size_t>(used));
    }
    return true;
}

}  // namespace sscard::text
