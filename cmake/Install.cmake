# What `cmake --install` lays down: binary, layer libraries, headers, and a CMake package for who builds on them.
include(CMakePackageConfigHelpers)

get_property(layers GLOBAL PROPERTY SSCARD_LAYERS)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sscard)

install(TARGETS sscard RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS ${layers} EXPORT sscard-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/sscard DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT sscard-targets NAMESPACE sscard:: DESTINATION ${package_dir})
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(cmake/sscard-config.cmake.in ${CMAKE_BINARY_DIR}/sscard-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/sscard-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/sscard-config.cmake ${CMAKE_BINARY_DIR}/sscard-config-version.cmake
  DESTINATION ${package_dir})

# pcsc-lite gave its service a user of its own with 2.4.
if(PCSCLITE_VERSION VERSION_GREATER_EQUAL 2.4)
  set(pcscd_has_a_user ON)
else()
  set(pcscd_has_a_user OFF)
endif()
option(SSCARD_PCSCD_USER "The PC/SC service runs as the user pcscd" ${pcscd_has_a_user})
install(FILES udev/70-sscard.rules DESTINATION lib/udev/rules.d)
if(SSCARD_PCSCD_USER)
  install(FILES udev/70-sscard-pcscd.rules DESTINATION lib/udev/rules.d)
endif()
