#include "document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace sscard::virtual_card {

using nlohmann::json;

void Mistakes::add(const char* sentence, std::vector<std::string> words) {
    if (first_) return;
    first_ = fail(Fault::input, "read card file", sentence, std::move(words)).value();
}

Node::Node(const json& value, std::string path, Mistakes& mistakes)
    : value_{&value}, path_{std::move(path)}, mistakes_{&mistakes} {}

void Node::wrong(const char* sentence, std::string about) const {
    mistakes_->add(sentence, {path_, std::move(about)});
}

bool Node::is_null() const noexcept { return value_->is_null(); }
bool Node::is_object() const noexcept { return value_->is_object(); }

Node Node::child(const json& value, std::string_view key) const {
    return {value, path_.empty() ? std::string{key} : path_ + "." + std::string{key}, *mistakes_};
}

void Node::allow(std::span<const std::string_view> keys) const {
    for (const auto& [key, member] : members()) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            member.wrong(msgid("the card file has an unknown key: {0}"));
    }
}

std::optional<Node> Node::find(std::string_view key) const {
    if (!value_->is_object()) return std::nullopt;
    const auto found = value_->find(key);
    if (found == value_->end()) return std::nullopt;
    return child(*found, key);
}

std::vector<std::pair<std::string, Node>> Node::members() const {
    std::vector<std::pair<std::string, Node>> all;
    if (!value_->is_object()) {
        wrong(path_.empty() ? msgid("the card file must hold one JSON object")
                            : msgid("the card file is wrong: {0} must be an object"));
        return all;
    }
    for (const auto& [key, value] : value_->items()) all.emplace_back(key, child(value, key));
    return all;
}

std::vector<Node> Node::elements() const {
    std::vector<Node> all;
    if (!value_->is_array()) {
        wrong(msgid("the card file is wrong: {0} must be a list"));
        return all;
    }
    for (std::size_t i = 0; i < value_->size(); ++i)
        all.emplace_back((*value_)[i], path_ + "[" + std::to_string(i) + "]", *mistakes_);
    return all;
}

std::string Node::text() const {
    if (value_->is_string()) return value_->get<std::string>();
    wrong(msgid("the card file is wrong: {0} must be text"));
    return {};
}

bool Node::boolean() const {
    if (value_->is_boolean()) return value_->get<bool>();
    wrong(msgid("the card file is wrong: {0} must be true or false"));
    return false;
}

std::uint64_t Node::number() const {
    if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
    wrong(msgid("the card file is wrong: {0} must be a whole number, not negative"));
    return 0;
}

Bytes Node::hex(std::size_t least, std::size_t most) const {
    auto bytes = from_hex(text());
    if (!bytes) {
        wrong(msgid("the card file is wrong: {0} must be hexadecimal, two digits a byte"));
        return {};
    }
    if (bytes->size() < least || bytes->size() > most) {
        mistakes_->add(msgid("the card file is wrong: {0} must have {1} to {2} bytes"),
                       {path_, std::to_string(least), std::to_string(most)});
        return {};
    }
    return *bytes;
}

std::uint16_t Node::status_word() const {
    const auto bytes = hex(2, 2);
    return bytes.size() == 2 ? static_cast<std::uint16_t>((bytes[0] << 8U) | bytes[1]) : std::uint16_t{0};
}

std::size_t Node::choice(std::span<const std::string_view> words) const {
    const auto found = std::find(words.begin(), words.end(), text());
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : ", ") + std::string{word};
    wrong(msgid("the card file is wrong: {0} must be one of: {1}"), list);
    return 0;
}

json parse_json(std::string_view text, Mistakes& mistakes) {
    // The library keeps the last of two equal keys; a person who wrote both meant something else.
    std::vector<std::set<std::string>> open_objects;
    const auto watch = [&](int /*depth*/, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) open_objects.emplace_back();
        if (event == json::parse_event_t::object_end) open_objects.pop_back();
        if (event == json::parse_event_t::key) {
            const auto& key = parsed.get_ref<const std::string&>();
            if (!open_objects.back().insert(key).second)
                mistakes.add(msgid("the card file has a key twice: {0}"), {key});
        }
        return true;
    };
    try {
        return json::parse(text, watch);
    } catch (const json::parse_error& error) {
        const auto read = text.substr(0, error.byte == 0 ? 0 : error.byte - 1);
        const auto line = std::count(read.begin(), read.end(), '\n') + 1;
        mistakes.add(msgid("the card file is no JSON from line {0} on"), {std::to_string(line)});
    } catch (const json::exception&) {
        mistakes.add(msgid("the card file holds a number that is too large"));
    }
    return nullptr;
}

}  // namespace sscard::virtual_card
