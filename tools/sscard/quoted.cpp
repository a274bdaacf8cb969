#include "quoted.hpp"

#include <sscard/text/mask.hpp>

namespace sscard::tool {
namespace {

std::string masked(std::string said, const activation::Request& about) {
    const auto mask = [&said](const std::string& number, const std::string& name) {
        said = text::masked_within(std::move(said), number, text::masked_id_number(number));
        said = text::masked_within(std::move(said), name, text::masked_name(name));
    };
    mask(about.holder.id_number, about.holder.name.value_or(""));
    if (about.agent) mask(about.agent->id_number, about.agent->name);
    return said;
}

}  // namespace

activation::Reason quoted(activation::Reason said, const activation::Request& about) {
    said.message = masked(std::move(said.message), about);
    if (said.backend_text) said.backend_text = masked(*std::move(said.backend_text), about);
    return said;
}

activation::Decision quoted(activation::Decision said, const activation::Request& about) {
    if (said.message) said.message = masked(*std::move(said.message), about);
    if (said.reason) said.reason = quoted(*std::move(said.reason), about);
    return said;
}

}  // namespace sscard::tool
