#include <sscard/text/gb18030.hpp>
#include <sscard/text/mask.hpp>
#include <sscard/text/width.hpp>

#include "input.hpp"
#include "promise.hpp"

using namespace sscard;

namespace {

std::size_t stars(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '*'));
}

/// Masks give well-formed text and at most the ten characters that they promise.
void masked(const std::string& text) {
    const auto name = text::masked_name(text);
    PROMISE(text::is_utf8(name));
    PROMISE(text.empty() ? name.empty() : name.ends_with('*') && name.size() <= 4 + 1);

    const auto number = text::masked_id_number(text);
    PROMISE(text::is_utf8(number));
    PROMISE(text.empty() || stars(number) > 0);
    PROMISE(text.size() > 10 || stars(number) == number.size());
}

void laid_out(const std::string& text) {
    const auto columns = text::width(text);
    PROMISE(columns <= 2 * text.size());
    const auto filled = text::padded(text, 40);
    PROMISE(filled.starts_with(text));
    PROMISE(text::width(filled) == std::max<std::size_t>(columns, 40));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = text::from_gb18030({data, size});
    PROMISE(text::is_utf8(decoded.utf8));
    PROMISE(!decoded.complete || decoded.utf8.size() <= 3 * size);
    if (decoded.complete) {
        const auto encoded = text::to_gb18030(decoded.utf8);
        PROMISE(encoded);
        const auto again = text::from_gb18030(*encoded);
        PROMISE(again.complete && again.utf8 == decoded.utf8);
    }
    masked(decoded.utf8);
    laid_out(decoded.utf8);

    // The same bytes as text that somebody typed: any bytes are masked and laid out, well-formed ones
    // encoded.
    const std::string typed{reinterpret_cast<const char*>(data), size};
    laid_out(typed);
    if (text::is_utf8(typed)) {
        masked(typed);
        if (const auto encoded = text::to_gb18030(typed)) PROMISE(text::from_gb18030(*encoded).utf8 == typed);
    } else {
        PROMISE(!text::to_gb18030(typed));
    }
    return 0;
}
