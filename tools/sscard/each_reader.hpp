#pragma once

#include "verb.hpp"

namespace sscard::tool {

/// Runs `run` on every reader that holds a card and is meant by --reader, on all at once: a thread and a
/// context a reader. What each says is printed as it comes; a failure of one is no failure of the others and
/// names its reader. Security-module slots never count. The report is empty; its verdict is the failure of
/// the first reader in the service's order that had one. Fails when no reader is meant or none holds a card.
Result<Report> at_each_reader(const Desk& desk, const Run& run);

}  // namespace sscard::tool
