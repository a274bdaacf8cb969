#include "applications_section.hpp"

#include <array>

#include "encoding.hpp"
#include "files_section.hpp"

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::string_view, 5> keys_of_an_application{"aid", "processing_options",
                                                                 "needs_processing_options", "fci", "files"};

constexpr std::size_t max_answer = 255;
constexpr std::uint8_t last_short_id = 30;
constexpr std::uint16_t file_of_short_id = 0xEF00;  // the low byte is the short identifier

Bytes name_of(const Node& node) { return node.hex(5, 16); }

void add_file(const Node& node, std::string_view key, DedicatedFile& application) {
    const auto short_id = from_hex(key);
    if (!short_id || short_id->size() != 1 || short_id->front() == 0 || short_id->front() > last_short_id) {
        node.wrong(msgid("the card file is wrong: {0} is no short identifier, 01 to 1E"));
        return;
    }
    const auto id = static_cast<std::uint16_t>(file_of_short_id | short_id->front());
    TreeBuilder::put(node, application, raw_file(node, id));
}

DedicatedFile described(const Node& node) {
    node.allow(keys_of_an_application);
    DedicatedFile application;
    if (const auto aid = node.find("aid"))
        application.name = name_of(*aid);
    else
        node.wrong(msgid("the card file is wrong: {0} needs \"{1}\""), "aid");
    const auto given_fci = node.find("fci");
    application.fci = given_fci ? given_fci->hex(0, max_answer) : fci(application.name);
    if (const auto options = node.find("processing_options"))
        application.processing_options = options->hex(1, max_answer);
    if (const auto needs = node.find("needs_processing_options"))
        application.needs_processing_options = needs->boolean();
    if (application.needs_processing_options && application.processing_options.empty())
        node.wrong(msgid("the card file is wrong: {0} needs \"{1}\""), "processing_options");
    if (const auto files = node.find("files")) {
        for (const auto& [key, file] : files->members()) add_file(file, key, application);
    }
    return application;
}

DedicatedFile named(const Node& node) {
    DedicatedFile application;
    application.name = name_of(node);
    application.fci = fci(application.name);
    return application;
}

}  // namespace

void add_applications(const Node& list, TreeBuilder& tree) {
    for (const auto& node : list.elements()) {
        auto application = node.is_object() ? described(node) : named(node);
        application.stands_alone = true;
        tree.add_application(std::move(application));
    }
}

std::vector<std::string_view> application_keys() {
    return {keys_of_an_application.begin(), keys_of_an_application.begin() + 3};
}

}  // namespace sscard::virtual_card
