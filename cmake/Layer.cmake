# sscard_layer(NAME [SOURCES ...] [USES layer ...] [LIBRARIES target ...])
#
# Declares the library of one room of the house. Public headers live in
# include/sscard/NAME. They are shown to a target through a folder in the build tree
# that holds this layer's headers alone: who does not link the layer cannot include it.
function(sscard_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;USES;LIBRARIES;PUBLIC_LIBRARIES" ${ARGN})
  set(target sscard_${name})
  set(view ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${view}/sscard)
  if(name STREQUAL base)
    file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/sscard/*.hpp)
    foreach(header ${headers})
      get_filename_component(file ${header} NAME)
      file(CREATE_LINK ${header} ${view}/sscard/${file} SYMBOLIC)
    endforeach()
  else()
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/include/sscard/${name} ${view}/sscard/${name} SYMBOLIC)
  endif()

  if(LAYER_SOURCES)
    add_library(${target} STATIC ${LAYER_SOURCES})
    set(scope PUBLIC)
    sscard_strict(${target})
    target_link_libraries(${target} PRIVATE ${LAYER_LIBRARIES})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(sscard::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${view}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} ${scope} ${LAYER_PUBLIC_LIBRARIES})
  foreach(used ${LAYER_USES})
    target_link_libraries(${target} ${scope} sscard_${used})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY SSCARD_LAYERS ${target})
endfunction()

# Warnings are errors, for our own sources only.
function(sscard_strict target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wcast-qual -Werror)
  # GCC 12 sees overlaps and overruns in std::string and std::span that are not there (GCC bugs 105651, 105329).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-array-bounds -Wno-stringop-overread
      $<$<CONFIG:Release>:-Wno-stringop-overflow>)
  endif()
endfunction()
