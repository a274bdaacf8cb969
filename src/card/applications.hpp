#pragma once

#include <sscard/card/applications.hpp>

/// The files of each application, one source file or two a subject.
namespace sscard::card {

std::span<const ApplicationFile> common_files() noexcept;
std::span<const ApplicationFile> employment_files() noexcept;
std::span<const ApplicationFile> insurance_files() noexcept;
std::span<const ApplicationFile> medical_files() noexcept;
std::span<const ApplicationFile> health_files() noexcept;
std::span<const ApplicationFile> relief_files() noexcept;
std::span<const ApplicationFile> talent_files() noexcept;

}  // namespace sscard::card
