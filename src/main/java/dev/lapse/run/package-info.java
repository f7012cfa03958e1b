/** The conductor: the only place with phases and thread lifetimes. */
@NullMarked
package dev.lapse.run;

import org.jspecify.annotations.NullMarked;
