#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/backend/authority.hpp>
#include <string>

namespace sscard::backend {

/// Whether the text is a date of the calendar, ISO 8601: "2026-11-22".
bool is_iso_date(const std::string& text) noexcept;

/// Social Insurance Law, article 58: an employer registers a new employee within 30 days from the start.
/// The day of the start is not counted. Both dates ISO 8601.
std::string registration_due_on(const std::string& employed_on);

/// What the authority tells about an enrolment; nothing when it was not stated or there is none. The due day
/// and the days after it, until the registration or `today`, exist for employees alone.
std::optional<activation::Enrolment> enrolment_of(const Person& person, const std::string& today);

}  // namespace sscard::backend
