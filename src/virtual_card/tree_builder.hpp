#pragma once

#include <optional>
#include <sscard/virtual_card/files.hpp>
#include <string_view>

#include "document.hpp"

namespace sscard::virtual_card {

/// Puts files into their places. The environment is kept apart until the end, so that the references stay
/// good.
class TreeBuilder {
public:
    /// `files_under_master`: there is no environment, its files stand under the master file.
    explicit TreeBuilder(bool files_under_master);

    /// Where the files of card and holder are.
    DedicatedFile& card_files() noexcept { return under_master_ ? master_ : environment_; }

    struct Place {
        DedicatedFile* directory;
        std::uint16_t id;
    };
    /// The directory, made where it is not there, and the file's identifier. A path that is none is a mistake
    /// of the node.
    std::optional<Place> place(const Node& node, std::string_view path);

    /// The file that is called "card", "holder", or by its path; nullptr and a mistake when it is not there.
    ElementaryFile* find(const Node& node, std::string_view name);

    /// A second file with the same identifier is a mistake.
    static void put(const Node& node, DedicatedFile& directory, ElementaryFile file);

    void add_application(DedicatedFile application) { master_.dedicated.push_back(std::move(application)); }

    DedicatedFile finish(Bytes environment_fci) &&;

private:
    bool under_master_;
    DedicatedFile master_;
    DedicatedFile environment_;
};

}  // namespace sscard::virtual_card
