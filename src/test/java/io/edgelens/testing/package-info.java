/** What several packages' tests share: fakes, drawn pictures, small real models. */
package io.edgelens.testing;
