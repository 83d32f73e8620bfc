# The same sources make the same bytes, wherever they lie: what is compiled names its sources from the root of the tree.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
