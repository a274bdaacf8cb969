#include <algorithm>
#include <sscard/virtual_card/engine.hpp>

#include "answers.hpp"
#include "tree.hpp"

/// SELECT and GET PROCESSING OPTIONS.
namespace sscard::virtual_card {

using apdu::Command;
using apdu::Response;

namespace {

std::uint16_t id_in(const Bytes& data) noexcept {
    return static_cast<std::uint16_t>((data[0] << 8U) | data[1]);
}

const DedicatedFile* child_with_id(const DedicatedFile& parent, std::uint16_t id) noexcept {
    for (const auto& child : parent.dedicated) {
        if (child.id == id) return &child;
    }
    return nullptr;
}

const DedicatedFile* parent_of(const DedicatedFile& wanted, const DedicatedFile& from) noexcept {
    for (const auto& child : from.dedicated) {
        if (&child == &wanted) return &from;
        if (const auto* found = parent_of(wanted, child)) return found;
    }
    return nullptr;
}

/// Dedicated files whose names begin with these bytes, in the order of the tree.
void collect_named(const DedicatedFile& from, const Bytes& beginning,
                   std::vector<const DedicatedFile*>& out) {
    if (from.name.size() >= beginning.size() &&
        std::equal(beginning.begin(), beginning.end(), from.name.begin()))
        out.push_back(&from);
    for (const auto& child : from.dedicated) collect_named(child, beginning, out);
}

}  // namespace

Response Engine::select(const Command& command) {
    if (file_.blocked) return answer(*file_.blocked);
    switch (command.p1) {
        case 0x00:
            return select_by_id(command);
        case 0x02:
            return select_ef(command);
        case 0x04:
            return select_by_name(command);
        default:
            return answer(sw::wrong_p1_p2);
    }
}

Response Engine::select_by_id(const Command& command) {
    if (command.p2 != 0x00) return answer(sw::wrong_p1_p2);
    if (command.data.empty()) return enter(file_.master, command);
    if (command.data.size() != 2) return answer(sw::wrong_length);
    const auto id = id_in(command.data);
    if (const auto* directory = directory_by_id(id)) return enter(*directory, command);
    // Not in the specification, but programs in use do it and cards let them.
    const auto* file = file_.behaviour.select_ef_p1_00 ? directory_->find(id) : nullptr;
    return file != nullptr ? open(*file) : answer(sw::file_not_found);
}

Response Engine::select_ef(const Command& command) {
    if (command.p2 != 0x00 || !file_.behaviour.select_ef_p1_02) return answer(sw::wrong_p1_p2);
    if (command.data.size() != 2) return answer(sw::wrong_length);
    const auto* file = directory_->find(id_in(command.data));
    return file != nullptr ? open(*file) : answer(sw::file_not_found);
}

Response Engine::select_by_name(const Command& command) {
    constexpr std::uint8_t first = 0x00;
    constexpr std::uint8_t next = 0x02;
    if (command.p2 != first && command.p2 != next) return answer(sw::wrong_p1_p2);
    if (command.data.size() < 5 || command.data.size() > 16) return answer(sw::wrong_length);
    std::vector<const DedicatedFile*> named;
    collect_named(file_.master, command.data, named);
    auto wanted = named.begin();
    if (command.p2 == next) {
        wanted = std::find(named.begin(), named.end(), directory_);
        if (wanted != named.end()) ++wanted;
    }
    return wanted != named.end() ? enter(**wanted, command) : answer(sw::file_not_found);
}

/// The master file, a file below the current one, itself or one beside it.
const DedicatedFile* Engine::directory_by_id(std::uint16_t id) const noexcept {
    if (id == 0) return nullptr;  // stands for "no identifier" in the tree
    if (id == master_id) return &file_.master;
    if (const auto* child = child_with_id(*directory_, id)) return child;
    const auto* parent = parent_of(*directory_, file_.master);
    return parent != nullptr ? child_with_id(*parent, id) : nullptr;
}

Response Engine::enter(const DedicatedFile& directory, const Command& command) {
    directory_ = &directory;
    elementary_ = nullptr;
    record_ = 0;
    processing_ = false;
    if (!in_environment()) forget_rights();
    return directory.fci.empty() ? answer(sw::done) : deliver(directory.fci, command);
}

/// EMV 4.3, book 3, 6.5.8. What the terminal says of itself is not looked at.
Response Engine::get_processing_options(const Command& command) {
    constexpr std::uint8_t tag_command_template = 0x83;
    if (directory_->processing_options.empty()) return answer(sw::unknown_instruction);
    if (command.p1 != 0 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    const auto& data = command.data;
    if (data.size() < 2 || data[0] != tag_command_template || data[1] != data.size() - 2)
        return answer(sw::wrong_data);
    processing_ = true;
    return deliver(directory_->processing_options, command);
}

Response Engine::open(const ElementaryFile& file) noexcept {
    elementary_ = &file;
    record_ = 0;
    return answer(sw::done);
}

}  // namespace sscard::virtual_card
