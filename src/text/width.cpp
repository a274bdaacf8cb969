#include <sscard/text/width.hpp>

#include "code_points.hpp"

namespace sscard::text {

std::size_t width(std::string_view utf8) {
    std::size_t columns = 0;
    while (!utf8.empty()) {
        const auto point = first_code_point(utf8);
        columns += static_cast<std::size_t>(utf8proc_charwidth(point.value));
        utf8.remove_prefix(point.size);
    }
    return columns;
}

std::string padded(std::string_view utf8, std::size_t columns) {
    std::string text{utf8};
    const auto taken = width(utf8);
    if (taken < columns) text.append(columns - taken, ' ');
    return text;
}

}  // namespace sscard::text
